"""What a course does against copies of its videos: encryption, and the viewer's mark over the picture."""
