//! How what is drawn mixes with what is there.

use tiny_skia as ts;

macro_rules! blend_modes {
    ($($name:ident = $ts:ident, $doc:literal;)*) => {
        /// How what is drawn (the source) mixes with what is there (the destination); see the Porter–Duff rules
        /// and the blend modes of the W3C's Compositing and Blending.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BlendMode {
            $(#[doc = $doc] $name,)*
        }

        impl BlendMode {
            pub(crate) fn ts(self) -> ts::BlendMode {
                match self {
                    $(Self::$name => ts::BlendMode::$ts,)*
                }
            }
        }
    };
}

blend_modes! {
    Clear = Clear, "Neither.";
    Src = Source, "The source alone.";
    Dst = Destination, "The destination alone.";
    SrcOver = SourceOver, "The source over the destination; the usual.";
    DstOver = DestinationOver, "The destination over the source.";
    SrcIn = SourceIn, "The source where there is a destination.";
    DstIn = DestinationIn, "The destination where there is a source.";
    SrcOut = SourceOut, "The source where there is no destination.";
    DstOut = DestinationOut, "The destination where there is no source.";
    SrcATop = SourceAtop, "The source over the destination, only where that is.";
    DstATop = DestinationAtop, "The destination over the source, only where that is.";
    Xor = Xor, "Each where the other is not.";
    Plus = Plus, "The sum, at most full.";
    Modulate = Modulate, "The product, alpha too.";
    Screen = Screen, "The product of the inverses, inverted: lightens.";
    Overlay = Overlay, "Multiplies or screens, depending on the destination.";
    Darken = Darken, "The darker.";
    Lighten = Lighten, "The lighter.";
    ColorDodge = ColorDodge, "Brightens the destination to reflect the source.";
    ColorBurn = ColorBurn, "Darkens the destination to reflect the source.";
    HardLight = HardLight, "Multiplies or screens, depending on the source.";
    SoftLight = SoftLight, "Darkens or lightens, depending on the source.";
    Difference = Difference, "The difference.";
    Exclusion = Exclusion, "The difference with less contrast.";
    Multiply = Multiply, "The product: darkens.";
    Hue = Hue, "The source's hue.";
    Saturation = Saturation, "The source's saturation.";
    Color = Color, "The source's hue and saturation.";
    Luminosity = Luminosity, "The source's luminosity.";
}
