"""The tutor against a real llama.cpp server: run by `make test-llm`, not by `make test`."""
