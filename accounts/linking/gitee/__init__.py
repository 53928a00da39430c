"""Gitee: tokens live a day and are refreshed; whether it honours PKCE is not known, so it is sent and not relied on."""
