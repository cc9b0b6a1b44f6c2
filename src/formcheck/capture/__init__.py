"""Pictures with true media times, from files and cameras. Knows nothing of poses."""

from formcheck.capture.frame import Frame
from formcheck.capture.video import ClipInfo, VideoFile

__all__ = ["ClipInfo", "Frame", "VideoFile"]
