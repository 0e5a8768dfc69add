"""A file of one's own: loaded, mapped, checked, and on the map."""

from footprints_geo.ui import account, choose, keeping, mapping, place_review, questions

choose.show_choice()
choose.show_upload()
questions.show_questions()
account.show_account()
choose.show_first_rows()
place_review.show_places()
mapping.show_mapping()
keeping.show_workspace()
