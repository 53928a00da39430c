"""A local GitHub and Gitee with a made-up campus: one process on loopback. docs/sandbox.md says how to use it."""
