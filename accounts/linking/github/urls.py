from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from accounts.linking.github.provider import Provider

urlpatterns = default_urlpatterns(Provider)
