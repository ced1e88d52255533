/*!
What plotters draws, as SVG.

Plotters' own SVG has one colour for each thing. Here each thing has a class
as well, by which a page gives it the colours of its theme; without a page,
the attributes are black and white and six colours that can be told apart.
Lines differ in their dashes, too.
*/

use std::fmt::{self, Write};

use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle,
    DrawingBackend, DrawingErrorKind, FontStyle, FontTransform,
};

use crate::autograd::graph::svg::escape;

/// Units of plotters, which counts in whole numbers, in a pixel.
pub const UNITS: i32 = 10;

/// What a thing is: its colour alone, its class and its dashes.
pub struct Role {
    pub colour: RGBColor,
    class: &'static str,
    dashes: &'static str,
}

const fn role(
    (r, g, b): (u8, u8, u8),
    class: &'static str,
    dashes: &'static str,
) -> Role {
    Role { colour: RGBColor(r, g, b), class, dashes }
}

pub const PAPER: Role = role((255, 255, 255), "tb-paper", "");
pub const INK: Role = role((26, 26, 26), "tb-ink", "");
pub const QUIET: Role = role((85, 85, 85), "tb-quiet", "");
pub const GRID: Role = role((214, 214, 214), "tb-grid", "");
pub const HEIGHT: Role = role((102, 102, 102), "tb-height", "");
/// Of lines, dots and paths, by turns.
pub const SERIES: [Role; 6] = [
    role((11, 92, 173), "tb-1", ""),
    role((179, 54, 27), "tb-2", "7 3"),
    role((24, 99, 58), "tb-3", "2 3"),
    role((122, 46, 160), "tb-4", "9 3 2 3"),
    role((125, 74, 0), "tb-5", "14 3"),
    role((0, 106, 114), "tb-6", "5 2 1 2 1 2"),
];

fn role_of((r, g, b): (u8, u8, u8)) -> &'static Role {
    static OTHERS: [Role; 5] = [PAPER, INK, QUIET, GRID, HEIGHT];
    static OF_SERIES: [Role; 6] = SERIES;
    let is_it = |role: &&Role| role.colour == RGBColor(r, g, b);
    OTHERS.iter().chain(&OF_SERIES).find(is_it).unwrap_or(&OTHERS[1])
}

/// The inside of an SVG.
#[derive(Default)]
pub struct Ink {
    body: String,
    /// What the open group begins with.
    group: String,
}

impl Ink {
    /// All that was drawn.
    pub fn finish(mut self) -> String {
        self.group(String::new());
        self.body
    }

    /// What follows is in a group that begins so.
    fn group(&mut self, group: String) {
        if group == self.group {
            return;
        }
        if !self.group.is_empty() {
            self.body.push_str("</g>\n");
        }
        self.body.push_str(&group);
        self.group = group;
    }
}

/// A sheet that plotters draws on.
pub struct Paper<'a> {
    pub ink: &'a mut Ink,
    pub size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<fmt::Error>>;

impl Paper<'_> {
    fn lines(&mut self, color: BackendColor, width: u32) {
        let Role { class, dashes, .. } = role_of(color.rgb);
        let mut group = format!(
            "<g class=\"{class}\" fill=\"none\" stroke=\"{}\" \
             stroke-width=\"{}\" stroke-linejoin=\"round\"",
            hex(color),
            pixels(i32::try_from(width).unwrap_or(UNITS)),
        );
        if color.alpha < 1.0 {
            let _ = write!(group, " stroke-opacity=\"{:.2}\"", color.alpha);
        }
        if !dashes.is_empty() {
            let _ = write!(group, " stroke-dasharray=\"{dashes}\"");
        }
        self.ink.group(group + ">\n");
    }

    fn areas(&mut self, color: BackendColor) {
        let class = role_of(color.rgb).class;
        let colour = hex(color);
        self.ink.group(format!("<g class=\"{class}\" fill=\"{colour}\">\n"));
    }

    fn write(&mut self, element: fmt::Arguments<'_>) -> Drawn {
        writeln!(self.ink.body, "{element}")
            .map_err(DrawingErrorKind::DrawingError)
    }
}

impl DrawingBackend for Paper<'_> {
    type ErrorType = fmt::Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.lines(style.color(), style.stroke_width());
        let mut d = String::new();
        for (x, y) in path {
            let (x, y) = (pixels(x), pixels(y));
            let sign = if d.is_empty() { "M" } else { " " };
            let _ = write!(d, "{sign}{x} {y}");
        }
        self.write(format_args!("<path d=\"{d}\"/>"))
    }

    /// Filled, whatever the style says: outlines are paths.
    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        self.areas(style.color());
        self.write(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            pixels(left),
            pixels(top),
            pixels(right - left),
            pixels(bottom - top),
        ))
    }

    /// Filled, as rectangles are.
    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        _: bool,
    ) -> Drawn {
        self.areas(style.color());
        let radius = pixels(i32::try_from(radius).unwrap_or(UNITS));
        let (x, y) = (pixels(x), pixels(y));
        self.write(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.areas(style.color());
        let corners: Vec<String> = corners
            .into_iter()
            .map(|(x, y)| format!("{},{}", pixels(x), pixels(y)))
            .collect();
        self.write(format_args!("<polygon points=\"{}\"/>", corners.join(" ")))
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        // An axis without a label.
        if text.is_empty() {
            return Ok(());
        }
        self.areas(style.color());
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        // In parts of the letters, which a page may make larger.
        let down = match style.anchor().v_pos {
            VPos::Top => " dy=\".8em\"",
            VPos::Center => " dy=\".35em\"",
            VPos::Bottom => " dy=\"-.3em\"",
        };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"bold\"",
            _ => "",
        };
        let (x, y) = (pixels(x), pixels(y));
        let turn = match style.transform() {
            FontTransform::None => String::new(),
            FontTransform::Rotate90 => {
                format!(" transform=\"rotate(90 {x} {y})\"")
            }
            FontTransform::Rotate180 => {
                format!(" transform=\"rotate(180 {x} {y})\"")
            }
            FontTransform::Rotate270 => {
                format!(" transform=\"rotate(-90 {x} {y})\"")
            }
        };
        self.write(format_args!(
            "<text x=\"{x}\" y=\"{y}\"{down}{anchor}{weight}{turn}>{}</text>",
            escape(text)
        ))
    }
}

fn hex(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Units in pixels, exactly.
fn pixels(units: i32) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let (whole, tenth) = (units.abs() / UNITS, units.abs() % UNITS);
    match tenth {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{tenth}"),
    }
}
