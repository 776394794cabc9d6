"""Who learns what: enrolments, and who may open a lesson."""
