"""Search servers for a machine of one's own: real OpenSearch and Elasticsearch, fetched with Maven, without containers."""
