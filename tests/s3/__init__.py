"""A real S3 server for tests and for trying the site with a bucket: ``make s3``."""
