from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns

from accounts.linking.gitee.provider import Provider

urlpatterns = default_urlpatterns(Provider)
