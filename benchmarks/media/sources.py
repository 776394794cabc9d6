"""Two uploads to measure with: a lecture of slides with a pointer and a small camera window, and a noisy hand-held camera."""

import random
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, RATE = 1920, 1080, 30
_WORDS = "turn the handle of pan away from edge keep a lid close to stove if oil starts smoke switch off heat and wait"
_MAKE = ("ffmpeg", "-y", "-nostdin", "-v", "error")
_VOICE = "aevalsrc=0.05*sin(2*PI*150*t)*(0.5+0.5*sin(2*PI*4*t))*gt(sin(2*PI*0.4*t)\\,-0.5):s=48000"
_HISS = "anoisesrc=c=pink:a=0.004:r=48000:seed=7"
_SOUND = "[{v}:a][{h}:a]amix=inputs=2:normalize=0,aformat=channel_layouts=stereo[a]"


def lecture(folder: Path, seconds: int) -> Path:
    """Make a screen recording: slides that reveal line by line, encoded as a recorder does it."""
    target = folder / f"lecture-{seconds}.mp4"
    if target.exists():
        return target
    listing = folder / "slides.txt"
    listing.write_text(_draw_slides(folder, seconds))
    _ellipse(folder / "head.png", 110, 150, (190, 150, 120))
    _texture(folder / "wall.png", 384, 288, seed=3)
    _ellipse(folder / "pointer.png", 22, 22, (20, 20, 20))
    graph = (
        f"[0:v]fps={RATE},format=yuv420p[s];[1:v]fps={RATE},noise=alls=3:allf=t,format=yuv420p[w];"
        "[w][2:v]overlay=x='130+30*sin(t*0.9)':y='60+8*sin(t*1.7)'[c];[s][c]overlay=1512:768[p];"
        "[p][3:v]overlay=x='700+500*sin(floor(t/4)+min(1,mod(t,4)))':y='500+300*cos(floor(t/4)+min(1,mod(t,4)))'[v];"
    ) + _SOUND.format(v=4, h=5)
    pictures = ["-f", "concat", "-safe", "0", "-i", str(listing)]
    for name in ("wall", "head", "pointer"):
        pictures += ["-loop", "1", "-framerate", str(RATE), "-i", str(folder / f"{name}.png")]
    _encode(pictures, graph, seconds, ["-preset", "veryfast", "-crf", "17", "-g", "250"], target)
    return target


def camera(folder: Path, seconds: int) -> Path:
    """Make a phone's recording: a room seen by an unsteady hand, with the noise of a small sensor."""
    target = folder / f"camera-{seconds}.mp4"
    if target.exists():
        return target
    _texture(folder / "room.png", WIDTH + 240, HEIGHT + 160, seed=5, furniture=26)
    _ellipse(folder / "speaker.png", 420, 640, (170, 130, 100))
    graph = (
        f"[0:v]crop={WIDTH}:{HEIGHT}:x='118+90*sin(t/9)+6*sin(t*5)':y='78+40*sin(t/7)+5*sin(t*4)'[r];"
        "[r][1:v]overlay=x='700+120*sin(t/5)':y='440+10*sin(t*1.7)',noise=alls=9:allf=t,format=yuv420p[v];"
    ) + _SOUND.format(v=2, h=3)
    pictures = ["-loop", "1", "-framerate", str(RATE), "-i", str(folder / "room.png")]
    pictures += ["-loop", "1", "-framerate", str(RATE), "-i", str(folder / "speaker.png")]
    coding = ["-preset", "veryfast", "-b:v", "17M", "-maxrate", "20M", "-bufsize", "20M", "-g", "30", "-bf", "0"]
    _encode(pictures, graph, seconds, coding, target)
    return target


def large(folder: Path, original: Path, seconds: int = 3) -> Path:
    """Make a 4K HEVC recording in ten bits out of *original*, as newer phones do."""
    target = folder / f"large-{seconds}.mp4"
    if not target.exists():
        coding = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none"]
        scaled = ["-vf", "scale=3840:2160:flags=fast_bilinear", *coding, "-tag:v", "hvc1", "-c:a", "copy"]
        subprocess.run([*_MAKE, "-i", str(original), "-t", str(seconds), *scaled, str(target)], check=True)
    return target


def _encode(pictures: list[str], graph: str, seconds: int, coding: list[str], target: Path) -> None:
    sound = ["-f", "lavfi", "-i", _VOICE, "-f", "lavfi", "-i", _HISS]
    maps = ["-filter_complex", graph, "-map", "[v]", "-map", "[a]", "-t", str(seconds), "-r", str(RATE)]
    half = target.with_name(f"half-{target.name}")
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", *coding, "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"]
    subprocess.run([*_MAKE, *pictures, *sound, *maps, *codecs, str(half)], check=True)
    half.replace(target)


def _draw_slides(folder: Path, seconds: int) -> str:
    """Draw slides line by line and return the list of pictures with their times."""
    chance, lines, total, number = random.Random(7), [], 0.0, 0  # noqa: S311  the same slides every time
    words = _WORDS.split()
    while total < seconds:
        slide = Image.new("RGB", (WIDTH, HEIGHT), (250, 250, 245))
        draw = ImageDraw.Draw(slide)
        draw.rectangle([0, 0, WIDTH, 110], fill=(24, 70, 120))
        draw.text((60, 18), " ".join(chance.sample(words, 4)).capitalize(), font_size=64, fill="white")
        if number % 2:
            slide.paste(_noise(480, 400, number), (1380, 180))
        for line in range(chance.randint(4, 7)):
            text = "• " + " ".join(chance.choices(words, k=chance.randint(5, 8)))
            draw.text((90, 180 + line * 95), text, font_size=40, fill=(30, 30, 30))
            hold, number = chance.uniform(1.5, 3.5), number + 1
            slide.save(folder / f"slide-{number:04d}.png")
            lines += [f"file 'slide-{number:04d}.png'", f"duration {hold:.3f}"]
            total += hold
    return "\n".join([*lines, lines[-2]]) + "\n"


def _texture(path: Path, width: int, height: int, *, seed: int, furniture: int = 0) -> None:
    picture, chance = _noise(width, height, seed), random.Random(seed)  # noqa: S311
    draw = ImageDraw.Draw(picture)
    for _piece in range(furniture):
        x, y = chance.randrange(width), chance.randrange(height)
        colour = tuple(chance.randrange(20, 220) for _channel in range(3))
        draw.rectangle([x, y, x + chance.randint(40, 400), y + chance.randint(40, 300)], fill=colour, outline=(20, 20, 20))
    picture.save(path)


def _noise(width: int, height: int, seed: int) -> Image.Image:
    """Return a smooth and fine random texture in warm colours."""
    chance = random.Random(seed)  # noqa: S311
    layers = Image.new("L", (width, height), 110)
    for share, size in ((0.5, 8), (0.35, 40), (0.2, 200)):
        small = Image.frombytes("L", (size, size), chance.randbytes(size * size)).resize((width, height), Image.Resampling.BICUBIC)
        layers = Image.blend(layers, small, share)
    return Image.merge(
        "RGB", [layers, layers.point(lambda value: int(value * 0.92)), layers.point(lambda value: int(value * 0.82))]
    )


def _ellipse(path: Path, width: int, height: int, colour: tuple[int, int, int]) -> None:
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).ellipse([2, 2, width - 3, height - 3], fill=255)
    figure = Image.new("RGBA", (width, height), (*colour, 0))
    figure.putalpha(mask.filter(ImageFilter.GaussianBlur(1.5)))
    figure.save(path)
