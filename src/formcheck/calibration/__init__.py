"""Profiles: calibrated values of a person and of a camera."""

from formcheck.calibration.profile import (
    RANGES,
    CameraProfile,
    FloorProfile,
    Person,
    Profile,
    Reading,
)
from formcheck.calibration.store import check_name, load_profile, profile_path, save_profile

__all__ = [
    "RANGES",
    "CameraProfile",
    "FloorProfile",
    "Person",
    "Profile",
    "Reading",
    "check_name",
    "load_profile",
    "profile_path",
    "save_profile",
]
