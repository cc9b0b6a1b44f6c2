"""Live feedback in front of a camera: the loop, hands-free guidance, window and sound."""
