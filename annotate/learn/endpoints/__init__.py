"""Language models behind OpenAI-compatible endpoints: what is asked, what it costs, and what an answer says."""
