"""The virtual camera: a pinhole whose projection is the renderer's, to the pixel."""

from dataclasses import dataclass

import numpy as np

from .rotations import Array, unit
from .scene import CameraSetup

_NEAR_M, _FAR_M = 0.1, 30.0


@dataclass(frozen=True)
class Camera:
    """World to picture. `view` (4, 4) is world to camera, `projection` (4, 4) camera to clip."""

    view: Array
    projection: Array
    position: Array
    width: int
    height: int

    def project(self, points: Array) -> Array:
        """Pixels (..., 2), x right and y down from the picture's top left corner, of (..., 3)."""
        homogeneous = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
        clip = homogeneous @ (self.projection @ self.view).T
        ndc = clip[..., :2] / clip[..., 3:]
        return np.stack(
            [(ndc[..., 0] + 1.0) * 0.5 * self.width, (1.0 - ndc[..., 1]) * 0.5 * self.height],
            axis=-1,
        )


def make_camera(setup: CameraSetup, facing: str = "right") -> Camera:
    """Stand the camera in the room.

    The person lies along x with the head at +x; seen from -y the head is at the right. For a
    head at the left the camera goes round to +y.
    """
    side = -1.0 if facing == "right" else 1.0
    yaw = np.radians(setup.yaw_deg)
    target = np.array(setup.look_at_m, dtype=float)
    position = np.array(
        [
            target[0] + setup.distance_m * np.sin(yaw),
            target[1] + side * setup.distance_m * np.cos(yaw),
            setup.height_m,
        ]
    )
    forward = unit(target - position)
    upright = np.array([0.0, 0.0, 1.0])
    if abs(forward @ upright) > 0.99:  # looking straight down: the head stays at its side
        upright = np.array([0.0, -side, 0.0])
    right = unit(np.cross(forward, upright))
    up = np.cross(right, forward)
    roll = np.radians(setup.roll_deg)
    right, up = np.cos(roll) * right + np.sin(roll) * up, np.cos(roll) * up - np.sin(roll) * right
    view = np.eye(4)
    view[:3, :3] = np.stack([right, up, -forward])
    view[:3, 3] = -view[:3, :3] @ position
    focal = 1.0 / np.tan(np.radians(setup.vertical_fov_deg) / 2.0)
    projection = np.zeros((4, 4))
    projection[0, 0] = focal * setup.height / setup.width
    projection[1, 1] = focal
    # A shifted centre: in camera space the picture's middle is not on the optical axis.
    projection[0, 2], projection[1, 2] = -2.0 * setup.off_centre[0], 2.0 * setup.off_centre[1]
    projection[2, 2] = -(_FAR_M + _NEAR_M) / (_FAR_M - _NEAR_M)
    projection[2, 3] = -2.0 * _FAR_M * _NEAR_M / (_FAR_M - _NEAR_M)
    projection[3, 2] = -1.0
    return Camera(view, projection, position, setup.width, setup.height)
