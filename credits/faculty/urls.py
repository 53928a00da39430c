"""Addresses of staff (PAGES.md section 5)."""

from django.urls import path

from credits.faculty.views import assigning, awards, exports, home, notices, office, queue, review

urlpatterns = [
    path("", home.show, name="staff"),
    path("reviews/", queue.listing, name="reviews"),
    path("reviews.csv", queue.export, {"form": "csv"}, name="reviews_csv"),
    path("reviews.xlsx", queue.export, {"form": "xlsx"}, name="reviews_xlsx"),
    path("reviews/start/", queue.start, name="reviews_start"),
    path("reviews/assign/", assigning.assign, name="reviews_assign"),
    path("reviews/<int:pk>/", review.show, name="review"),
    path("reviews/<int:pk>/undo/", review.undo, name="review_undo"),
    path("registrar/", office.listing, name="registrar"),
    path("registrar/notices/", notices.listing, name="registrar_notices"),
    path("registrar/notices/<int:pk>/publish/", notices.publish, name="notice_publish"),
    path("registrar/notices/<int:pk>/withdraw/", notices.withdraw, name="notice_withdraw"),
    path("registrar/awards/", awards.preview, name="registrar_awards"),
    path("registrar/awards/<int:pk>/", awards.receipt, name="award_receipt"),
    path("registrar/exports/", exports.listing, name="registrar_exports"),
    path("registrar/exports/<int:pk>.<str:form>", exports.download, name="export_download"),
]
