#!/usr/bin/env python3
"""Makes the goldens: what real Skia draws for the scenes of scenes.rs, and what it measures of text.

Only needed when a scene changes; the tests read the committed files. The scenes here and in scenes.rs must be
the same, line for line. In a virtual environment outside of the repository:

    pip install skia-python==144.1 numpy==2.* pillow
    python ui/skia-safe/tests/goldens/make.py

Writes NAME.png and NAME@2x.png, and text.tsv, next to itself.
"""

import math
from pathlib import Path

import numpy
import skia
from PIL import Image

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
WIDTH, HEIGHT = 240, 160


def paint(color, **more):
    return skia.Paint(AntiAlias=True, Color=color, **more)


def stroke(color, width, **more):
    return paint(color, Style=skia.Paint.kStroke_Style, StrokeWidth=width, **more)


def argb(a, r, g, b):
    return skia.ColorSetARGB(a, r, g, b)


def rgb(r, g, b):
    return argb(255, r, g, b)


def xywh(x, y, w, h):
    return skia.Rect.MakeXYWH(x, y, w, h)


def rrect(rect, *radii):
    out = skia.RRect()
    out.setRectRadii(rect, [skia.Point(*r) for r in radii])
    return out


def rects(c):
    c.clear(rgb(40, 42, 54))
    c.drawRect(xywh(10, 10, 60, 40), paint(rgb(200, 90, 40)))
    c.drawRect(xywh(80.5, 10.25, 60.3, 40.6), paint(rgb(90, 200, 120)))
    c.drawRect(xywh(150, 10, 60, 40), paint(argb(128, 255, 255, 255)))
    c.drawRect(xywh(10, 60, 60, 40), stroke(rgb(220, 230, 240), 1))
    c.drawRect(xywh(80.5, 60.5, 60, 40), stroke(rgb(220, 230, 240), 1))
    c.drawRect(xywh(150, 60, 60, 40), stroke(rgb(80, 160, 255), 5, StrokeJoin=skia.Paint.kRound_Join))
    c.drawRect(xywh(12, 112, 56, 36), stroke(rgb(80, 160, 255), 5, StrokeJoin=skia.Paint.kBevel_Join))
    hard = skia.Paint(Color=rgb(255, 220, 0))
    c.drawRect(xywh(80.4, 110.6, 60.2, 40.1), hard)
    c.drawRect(xywh(150, 110, 60, 0.5), paint(rgb(255, 255, 255)))
    c.drawRect(xywh(150, 120, 0.5, 30), paint(rgb(255, 255, 255)))
    c.drawRect(xywh(160, 120, 50, 30), stroke(rgb(255, 255, 255), 0))


def rrects(c):
    c.clear(rgb(250, 250, 252))
    c.drawRRect(skia.RRect.MakeRectXY(xywh(10, 10, 90, 60), 8, 8), paint(rgb(60, 90, 160)))
    corners = rrect(xywh(110.5, 10.5, 110, 60), (0, 0), (6, 6), (20, 30), (12, 4))
    c.drawRRect(corners, paint(rgb(160, 60, 90)))
    c.drawRRect(skia.RRect.MakeRectXY(xywh(10, 85, 90, 60), 8, 8), stroke(rgb(60, 90, 160), 1))
    c.drawRRect(skia.RRect.MakeRectXY(xywh(110.5, 85.5, 40, 60), 100, 100), stroke(rgb(160, 60, 90), 3))
    c.drawOval(xywh(160, 85, 60, 30), paint(rgb(40, 140, 80)))
    c.drawCircle(190, 134, 14.5, paint(argb(140, 40, 140, 80)))
    c.drawCircle(190, 134, 8, stroke(rgb(0, 0, 0), 2))


def lines(c):
    c.clear(rgb(20, 20, 24))
    caps = [skia.Paint.kButt_Cap, skia.Paint.kRound_Cap, skia.Paint.kSquare_Cap]
    joins = [skia.Paint.kMiter_Join, skia.Paint.kRound_Join, skia.Paint.kBevel_Join]
    for i in range(3):
        x = 15.0 + 75.0 * i
        p = stroke(rgb(230, 180, 80), 8, StrokeCap=caps[i], StrokeJoin=joins[i])
        c.drawLine(x, 15, x + 50, 20, p)
        path = skia.Path()
        path.moveTo(x, 70)
        path.lineTo(x + 25, 35)
        path.lineTo(x + 50, 70)
        c.drawPath(path, p)
    dashed = stroke(rgb(120, 220, 255), 2, PathEffect=skia.DashPathEffect.Make([8, 4], 0))
    c.drawLine(10, 90.5, 230, 90.5, dashed)
    dotted = stroke(
        rgb(120, 220, 255), 4, StrokeCap=skia.Paint.kRound_Cap, PathEffect=skia.DashPathEffect.Make([0.01, 8], 2)
    )
    c.drawLine(10, 102, 230, 102, dotted)
    c.drawRRect(skia.RRect.MakeRectXY(xywh(10.5, 112.5, 80, 40), 8, 8), dashed)
    c.drawLine(100, 115, 230, 118, stroke(rgb(255, 255, 255), 1))
    c.drawLine(100, 122, 230, 122, stroke(rgb(255, 255, 255), 0.5))
    path = skia.Path()
    for i in range(131):
        y = 140 + 12 * math.sin(i * 0.3)
        path.lineTo(100 + i, y) if i else path.moveTo(100 + i, y)
    c.drawPath(path, stroke(rgb(120, 255, 140), 1.6))


def paths(c):
    c.clear(rgb(255, 255, 255))
    path = skia.Path()
    path.moveTo(10, 60)
    path.cubicTo(30, -20, 60, 100, 90, 20)
    path.quadTo(80, 90, 20, 70)
    path.close()
    c.drawPath(path, paint(rgb(70, 70, 200)))
    for i, rule in enumerate([skia.PathFillType.kWinding, skia.PathFillType.kEvenOdd]):
        star = skia.Path()
        star.setFillType(rule)
        for k in range(5):
            a = math.radians(-90 + 144 * k)
            p = (130 + 60 * i + 28 * math.cos(a), 40 + 28 * math.sin(a))
            star.lineTo(*p) if k else star.moveTo(*p)
        star.close()
        c.drawPath(star, paint(rgb(200, 70, 70)))
    path = skia.Path()
    path.arcTo(xywh(15, 95, 50, 50), -240, 200, True)
    c.drawPath(path, stroke(rgb(20, 140, 90), 6, StrokeCap=skia.Paint.kRound_Cap))
    c.drawArc(xywh(80, 90, 60, 60), 30, 250, True, paint(rgb(230, 150, 30)))
    c.drawArc(xywh(150, 90, 60, 60), 30, 250, False, paint(rgb(230, 150, 30)))
    path = skia.Path()
    path.moveTo(215, 100)
    path.rArcTo(12, 20, 30, skia.Path.kLarge_ArcSize, skia.PathDirection.kCW, 10, 30)
    c.drawPath(path, stroke(rgb(90, 30, 120), 2))


def gradients(c):
    c.clear(rgb(0, 0, 0))
    two = [rgb(255, 0, 0), rgb(0, 255, 255)]
    three = [rgb(255, 255, 0), argb(0, 0, 0, 255), rgb(0, 255, 0)]
    linear, radial = skia.GradientShader.MakeLinear, skia.GradientShader.MakeRadial
    ends = [skia.Point(10, 10), skia.Point(110, 70)]
    c.drawRect(xywh(10, 10, 100, 60), skia.Paint(AntiAlias=True, Shader=linear(ends, two)))
    ends = [skia.Point(130, 0), skia.Point(220, 0)]
    shader = linear(ends, three, [0.0, 0.3, 1.0])
    c.drawRRect(skia.RRect.MakeRectXY(xywh(125, 10, 105, 60), 10, 10), skia.Paint(AntiAlias=True, Shader=shader))
    shader = radial(skia.Point(60, 115), 50, two)
    c.drawRect(xywh(10, 80, 100, 70), skia.Paint(AntiAlias=True, Shader=shader))
    shader = radial(skia.Point(170, 115), 20, three, [0.0, 0.5, 1.0], skia.TileMode.kMirror)
    c.drawOval(xywh(125, 80, 105, 70), skia.Paint(AntiAlias=True, Shader=shader, Alphaf=0.6))
    ends = [skia.Point(0, 0), skia.Point(20, 0)]
    shader = linear(ends, two, None, skia.TileMode.kRepeat)
    c.drawLine(10, 155, 230, 155, stroke(rgb(0, 0, 0), 4, Shader=shader))


def clips(c):
    c.clear(rgb(30, 60, 60))
    red, green = paint(rgb(230, 90, 90)), paint(rgb(90, 230, 120))
    c.save()
    c.clipRect(xywh(10.5, 10.25, 60, 40), skia.ClipOp.kIntersect, True)
    c.drawPaint(red)
    c.restore()
    c.save()
    c.clipRRect(skia.RRect.MakeRectXY(xywh(80, 10, 70, 50), 12, 12), skia.ClipOp.kIntersect, True)
    c.drawRect(xywh(70, 0, 60, 45), red)
    c.clipRect(xywh(110, 30, 60, 60))
    c.drawPaint(green)
    c.restore()
    c.save()
    star = skia.Path()
    star.addCircle(195, 35, 30)
    c.clipPath(star, skia.ClipOp.kIntersect, True)
    c.clipPath(skia.Path().addCircle(205, 35, 18), skia.ClipOp.kDifference, True)
    c.drawPaint(red)
    c.restore()
    c.save()
    c.clipRRect(skia.RRect.MakeRectXY(xywh(20, 80, 80, 60), 10, 10), skia.ClipOp.kDifference, True)
    c.drawRect(xywh(10, 70, 100, 80), green)
    c.restore()
    c.save()
    a = skia.Path()
    a.addRRect(skia.RRect.MakeRectXY(xywh(120, 75, 70, 70), 35, 35))
    b = skia.Path()
    b.addRRect(skia.RRect.MakeRectXY(xywh(160.2, 85, 65, 50), 4, 4))
    c.clipPath(skia.Op(a, b, skia.PathOp.kIntersect_PathOp), skia.ClipOp.kIntersect, True)
    c.drawPaint(red)
    c.restore()
    c.drawPath(skia.Op(a, b, skia.PathOp.kDifference_PathOp), paint(rgb(120, 120, 250)))
    c.drawPath(skia.Op(b, a, skia.PathOp.kDifference_PathOp), paint(rgb(250, 220, 120)))


def layers(c):
    c.clear(rgb(60, 60, 70))
    c.saveLayer(None, skia.Paint(Alphaf=0.5))
    c.drawRect(xywh(10, 10, 60, 60), paint(rgb(255, 0, 0)))
    c.drawRect(xywh(40, 40, 60, 60), paint(rgb(0, 0, 255)))
    c.restore()
    c.save()
    c.clipRRect(skia.RRect.MakeRectXY(xywh(120, 10, 100, 60), 20, 20), skia.ClipOp.kIntersect, True)
    c.saveLayer(None, skia.Paint(Alphaf=0.7))
    c.clear(rgb(240, 240, 200))
    c.drawCircle(170, 40, 25, paint(rgb(200, 60, 60)))
    c.saveLayer(None, skia.Paint(Alphaf=0.5))
    c.drawCircle(190, 50, 25, paint(rgb(60, 60, 200)))
    c.restore()
    c.restore()
    c.restore()
    c.saveLayer(None, skia.Paint())
    c.drawCircle(60, 120, 25, paint(rgb(255, 255, 255)))
    c.drawPaint(paint(rgb(250, 150, 40), BlendMode=skia.BlendMode.kSrcIn))
    c.restore()
    c.saveLayer(None, skia.Paint(BlendMode=skia.BlendMode.kMultiply))
    c.drawRect(xywh(120, 60, 90, 80), paint(rgb(120, 200, 255)))
    c.restore()


def blends(c):
    c.clear(rgb(0, 0, 0))
    k = skia.BlendMode
    modes = [
        k.kClear, k.kSrc, k.kSrcOver, k.kDstOver, k.kSrcIn, k.kDstIn, k.kSrcOut, k.kDstOut, k.kSrcATop, k.kDstATop,
        k.kXor, k.kPlus, k.kModulate, k.kScreen, k.kOverlay, k.kDarken, k.kLighten, k.kColorDodge, k.kColorBurn,
        k.kHardLight, k.kSoftLight, k.kDifference, k.kExclusion, k.kMultiply, k.kHue, k.kSaturation, k.kColor,
        k.kLuminosity,
    ]  # fmt: skip
    c.saveLayer(None, skia.Paint())
    for i, mode in enumerate(modes):
        x, y = 6.0 + 33.0 * (i % 7), 4.0 + 39.0 * (i // 7)
        c.drawRect(xywh(x, y, 22, 24), paint(argb(200, 230, 120, 60)))
        c.drawCircle(x + 18, y + 22, 11, paint(argb(180, 60, 90, 220), BlendMode=mode))
    c.restore()


def shadows(c):
    c.clear(rgb(235, 235, 240))
    panel = skia.Path()
    panel.addRRect(skia.RRect.MakeRectXY(xywh(20, 15, 90, 50), 9, 9))
    blur = skia.MaskFilter.MakeBlur
    c.save()
    c.clipPath(panel, skia.ClipOp.kDifference, True)
    moved = skia.Path(panel)
    moved.offset(0, 3)
    c.drawPath(moved, skia.Paint(Color=argb(160, 0, 0, 0), MaskFilter=blur(skia.kNormal_BlurStyle, 5, False)))
    c.restore()
    c.drawPath(panel, paint(rgb(255, 255, 255)))
    c.drawRect(xywh(140, 15, 80, 50), skia.Paint(Color=rgb(40, 60, 200), MaskFilter=blur(skia.kNormal_BlurStyle, 3)))
    inner = skia.Path()
    inner.addRRect(skia.RRect.MakeRectXY(xywh(24, 89, 82, 52), 7, 7))
    outer = skia.Path()
    outer.addRRect(skia.RRect.MakeRectXY(xywh(20, 85, 90, 60), 9, 9))
    c.save()
    c.clipPath(outer, skia.ClipOp.kIntersect, True)
    hollow = skia.Op(outer, inner, skia.PathOp.kDifference_PathOp)
    c.drawPath(hollow, skia.Paint(Color=argb(200, 0, 0, 0), MaskFilter=blur(skia.kNormal_BlurStyle, 4, False)))
    c.restore()
    c.drawCircle(150, 115, 15, skia.Paint(Color=rgb(200, 30, 60), MaskFilter=blur(skia.kNormal_BlurStyle, 1)))


def filters(c):
    """As vizia's filter and backdrop-filter: a crop, then a blur."""
    c.clear(rgb(245, 240, 230))
    for i in range(12):
        c.drawRect(xywh(20 * i, 0, 10, 160), paint(rgb(20 * i, 120, 200 - 10 * i)))
    c.saveLayer(None, skia.Paint(ImageFilter=cropped_blur(xywh(20, 20, 80, 50), 3)))
    c.drawRect(xywh(40, 10, 20, 80), paint(rgb(180, 20, 60)))
    c.drawCircle(80, 45, 15, paint(rgb(20, 20, 60)))
    c.restore()
    c.saveLayer(None, skia.Paint(Alphaf=0.8, ImageFilter=cropped_blur(xywh(130, 20, 80, 50), 1)))
    c.drawRect(xywh(140, 30, 60, 30), paint(rgb(255, 255, 255)))
    c.restore()
    backdrop = cropped_blur(xywh(40, 90, 150, 50), 4)
    c.save()
    c.clipRRect(skia.RRect.MakeRectXY(xywh(40, 90, 150, 50), 10, 10), skia.ClipOp.kIntersect, True)
    plain = skia.Paint()  # the record only points to it
    c.saveLayer(skia.Canvas.SaveLayerRec(None, plain, backdrop, 0))
    c.drawRect(xywh(60, 100, 40, 20), paint(argb(128, 255, 255, 255)))
    c.restore()
    c.restore()


def cropped_blur(area, sigma):
    # skia-python has no crop, but a tile of itself is one.
    crop = skia.ImageFilters.Tile(area, area, None)
    return skia.ImageFilters.Blur(sigma, sigma, skia.TileMode.kDecal, crop)


def picture():
    surface = skia.Surface(16, 16)
    c = surface.getCanvas()
    c.clear(argb(0, 0, 0, 0))
    for y in range(4):
        for x in range(4):
            if (x + y) % 2 == 0:
                c.drawRect(xywh(4 * x, 4 * y, 4, 4), skia.Paint(Color=rgb(60 * x, 60 * y, 200)))
    c.drawCircle(8, 8, 4, paint(argb(180, 255, 255, 255)))
    return surface.makeImageSnapshot()


def images(c):
    c.clear(rgb(90, 80, 70))
    image = picture()
    nearest = skia.SamplingOptions()
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear)
    c.drawImage(image, 10, 10, nearest, None)
    c.drawImage(image, 40, 10, nearest, skia.Paint(Alphaf=0.5))
    c.save()
    c.translate(70, 10)
    c.scale(3.2, 3.2)
    c.drawImage(image, 0, 0, nearest, None)
    c.restore()
    c.save()
    c.translate(150, 10)
    c.scale(3.2, 3.2)
    c.drawImage(image, 0, 0, smooth, None)
    c.restore()
    repeat = image.makeShader(skia.TileMode.kRepeat, skia.TileMode.kRepeat, nearest, skia.Matrix.Translate(10, 80))
    c.drawRRect(skia.RRect.MakeRectXY(xywh(10, 80, 100, 70), 10, 10), skia.Paint(AntiAlias=True, Shader=repeat))
    local = skia.Matrix()
    local.setRotate(20)
    local.postScale(4, 4)
    local.postTranslate(170, 80)
    turned = image.makeShader(skia.TileMode.kClamp, skia.TileMode.kClamp, smooth, local)
    c.drawOval(xywh(130, 80, 100, 70), skia.Paint(AntiAlias=True, Shader=turned))


def transforms(c):
    c.clear(rgb(245, 245, 235))
    for i in range(6):
        c.save()
        c.translate(50, 50)
        c.rotate(15.0 * i)
        c.drawRect(xywh(-30, -6, 60, 12), paint(argb(90, 40, 40, 200)))
        c.restore()
    c.save()
    c.translate(130, 20)
    c.scale(2, 0.5)
    c.drawRRect(skia.RRect.MakeRectXY(xywh(0, 0, 40, 60), 8, 8), paint(rgb(200, 120, 40)))
    c.drawCircle(20, 80, 15, stroke(rgb(0, 0, 0), 4))
    c.restore()
    c.save()
    c.rotate(30, 60, 120)
    c.clipRect(xywh(30, 100, 60, 40), skia.ClipOp.kIntersect, True)
    c.drawRRect(skia.RRect.MakeRectXY(xywh(20, 110, 90, 60), 10, 10), paint(rgb(40, 160, 120)))
    c.drawRect(xywh(40, 105, 40, 10), stroke(rgb(160, 40, 120), 3))
    c.restore()
    c.save()
    c.translate(160, 100)
    c.skew(0.5, 0.1)
    c.drawRect(xywh(0, 0, 40, 40), paint(rgb(120, 40, 160)))
    c.drawLine(0, 0, 40, 40, stroke(rgb(255, 255, 255), 2))
    c.restore()
    c.save()
    c.translate(235, 155)
    c.scale(-1, -1)
    c.drawRRect(rrect(xywh(0, 0, 40, 20), (12, 12), (0, 0), (4, 4), (0, 0)), paint(rgb(30, 30, 30)))
    c.restore()


def colors(c):
    c.clear(argb(0, 0, 0, 0))
    for i in range(8):
        for k in range(5):
            a = 255 * (i + 1) // 8
            p = paint(argb(a, 255 - 50 * k, 60 * k, 40 + 30 * i))
            c.drawRect(xywh(8 + 28 * i, 8 + 29 * k, 36, 20), p)
    c.drawColor(argb(40, 0, 255, 0), skia.BlendMode.kDstOver)
    c.save()
    c.clipRect(xywh(100, 60, 40, 40))
    c.clear(argb(100, 255, 255, 255))
    c.restore()


def collection():
    provider = skia.textlayout.TypefaceFontProvider()
    inter = skia.Typeface.MakeFromFile(str(FONTS / "Inter-Regular.ttf"))
    hebrew = skia.Typeface.MakeFromFile(str(FONTS / "NotoSansHebrew-Regular.ttf"))
    provider.registerTypeface(inter, "Inter")
    provider.registerTypeface(hebrew, "Noto Sans Hebrew")
    fonts = skia.textlayout.FontCollection()
    fonts.setDefaultFontManager(provider)
    return fonts


def paragraph(text, size, color=rgb(0, 0, 0), align="kLeft", families=("Inter", "Noto Sans Hebrew")):
    style = skia.textlayout.ParagraphStyle()
    style.setTextAlign(getattr(skia.textlayout.TextAlign, align))
    builder = skia.textlayout.ParagraphBuilder.make(style, FONT_COLLECTION, skia.Unicodes.ICU.Make())
    look = skia.textlayout.TextStyle()
    look.setFontFamilies(list(families))
    look.setFontSize(size)
    look.setForegroundColor(skia.Paint(Color=color, AntiAlias=True))
    builder.pushStyle(look)
    builder.addText(text)
    return builder.Build()


FONT_COLLECTION = collection()
PROSE = "The quick brown fox jumps over the lazy dog, and 0123456789 figures follow: (AVATAR) “Ty”."
HEBREW = "שלום עולם"


def text(c):
    """Sizes are multiplied rather than scaled, as vizia does it."""
    scale = c.getTotalMatrix().getScaleX()
    c.resetMatrix()
    c.clear(rgb(255, 255, 255))
    y = 4.0
    for size in [9, 11, 12, 14, 16, 20, 28]:
        p = paragraph("Mood 0123 Valence", size * scale)
        p.layout(1000)
        p.paint(c, 6 * scale, y * scale)
        y += size * 1.3
    c.drawRect(skia.Rect.MakeLTRB(160 * scale, 0, 240 * scale, 160 * scale), skia.Paint(Color=rgb(24, 26, 32)))
    for i, color in enumerate([rgb(255, 255, 255), rgb(128, 128, 128), rgb(80, 160, 255), argb(128, 255, 255, 255)]):
        p = paragraph("Arousal +0.42", 11 * scale, color)
        p.layout(1000)
        p.paint(c, 165 * scale, (8 + 20 * i) * scale)


def prose(c):
    scale = c.getTotalMatrix().getScaleX()
    c.resetMatrix()
    c.clear(rgb(250, 250, 250))
    for i, align in enumerate(["kLeft", "kCenter", "kRight"]):
        p = paragraph(PROSE, 9 * scale, rgb(20, 20, 60), align)
        p.layout(72 * scale)
        p.paint(c, (6 + 78 * i) * scale, 6 * scale)
    p = paragraph(HEBREW, 16 * scale)
    p.layout(100 * scale)
    p.paint(c, 130 * scale, 132 * scale)


SCENES = [
    rects, rrects, lines, paths, gradients, clips, layers, blends, shadows, filters, images, transforms, colors, text, prose,
]  # fmt: skip


def draw(scene, scale):
    surface = skia.Surface(WIDTH * scale, HEIGHT * scale)
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    scene(canvas)
    pixels = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    out = HERE / f"{scene.__name__}{'@2x' if scale == 2 else ''}.png"
    image = Image.fromarray(numpy.ascontiguousarray(pixels), "RGBA")
    if (pixels[..., 3] == 255).all():
        image = image.convert("RGB")
    image.save(out, optimize=True)


def measure():
    """What Skia says about text: one line for each case."""
    rows = ["size\twidth\theight\tlongest_line\tmin_intrinsic\tmax_intrinsic\tbaseline\ttext"]
    for string in ["Valence", "AVATAR To", "0123456789", PROSE, HEBREW]:
        for size in [9.0, 11.0, 12.0, 13.5, 16.0, 24.0, 28.0]:
            for width in [10000.0, 300.0, 120.0]:
                p = paragraph(string, size)
                p.layout(width)
                values = [
                    p.Height, p.LongestLine, p.MinIntrinsicWidth, p.MaxIntrinsicWidth, p.AlphabeticBaseline,
                ]  # fmt: skip
                numbers = "\t".join(f"{v:.3f}" for v in values)
                rows.append(f"{size}\t{width}\t{numbers}\t{string}")
    (HERE / "text.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for scene in SCENES:
        for scale in [1, 2]:
            draw(scene, scale)
    measure()
