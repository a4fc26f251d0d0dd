"""What is said of a nomination: asked, answered or met with silence, appointed, in function, ended."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import nominations
from consultations.domain.nominations import NominationEvent
from consultations.projections.words import Names, because, date_text, dated


def told(event: NominationEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"nominee": _nominee(event, names)}
    match event:
        case nominations.NominationAnnounced():
            return _("Nomination announced in public: %(nominee)s") % the
        case nominations.SoundingMade():
            return _("Sounding made: %(nominee)s") % the
        case nominations.AgrementRequested():
            return _("Agrément requested: %(nominee)s") % the
        case nominations.AgrementGranted():
            return _("Agrément granted: %(nominee)s") % the
        case nominations.AgrementRefused():
            return _("Agrément refused: %(nominee)s") % the
        case nominations.SilenceNoted():
            return _("Request met with silence so far: %(nominee)s") % the
        case nominations.RequestWithdrawn(reason=reason):
            return because(_("Nomination withdrawn: %(nominee)s") % the, reason)
        case (
            nominations.CommissionIssued()
            | nominations.ExequaturRequested()
            | nominations.ExequaturGranted()
            | nominations.ExequaturRefused()
        ):
            return _of_consul(event, the)
        case _:
            return _in_post(event, the, names)


ConsulEvent = (
    nominations.CommissionIssued
    | nominations.ExequaturRequested
    | nominations.ExequaturGranted
    | nominations.ExequaturRefused
)
PostEvent = (
    nominations.Appointed
    | nominations.AppointmentAnnounced
    | nominations.ArrivalNotified
    | nominations.TrueCopyOfCredentialsPresented
    | nominations.CredentialsPresented
    | nominations.TookUpFunctions
    | nominations.ChargeNamed
    | nominations.RecalledForConsultations
    | nominations.ReturnedToPost
    | nominations.FunctionsEnded
)


def _of_consul(event: ConsulEvent, the: dict[str, str]) -> str:
    match event:
        case nominations.CommissionIssued():
            return _("Consular commission issued: %(nominee)s") % the
        case nominations.ExequaturRequested():
            return _("Exequatur requested: %(nominee)s") % the
        case nominations.ExequaturGranted():
            return _("Exequatur granted: %(nominee)s") % the
        case nominations.ExequaturRefused():
            return _("Exequatur refused: %(nominee)s") % the
        case _:
            assert_never(event)


def _in_post(event: PostEvent, the: dict[str, str], names: Names) -> str:
    match event:
        case nominations.Appointed():
            return _("Appointed: %(nominee)s") % the
        case nominations.AppointmentAnnounced():
            return _("Appointment announced: %(nominee)s") % the
        case nominations.ArrivalNotified():
            return _("Arrival notified: %(nominee)s") % the
        case nominations.TrueCopyOfCredentialsPresented():
            return _("True copy of the credentials presented: %(nominee)s") % the
        case nominations.CredentialsPresented():
            return _("Credentials presented: %(nominee)s") % the
        case nominations.TookUpFunctions(on=on):
            return dated(_("Functions taken up: %(nominee)s") % the, date_text(on))
        case nominations.ChargeNamed(charge=charge):
            return _("Chargé d’affaires named: %(charge)s; for %(nominee)s") % (
                the | {"charge": dated(names.person(charge.person_id), charge.title)}
            )
        case nominations.RecalledForConsultations(reason=reason):
            return because(_("Recalled for consultations: %(nominee)s") % the, reason)
        case nominations.ReturnedToPost():
            return _("Returned to post: %(nominee)s") % the
        case nominations.FunctionsEnded(reason=reason):
            return because(_("Functions ended: %(nominee)s") % the, reason)
        case _:
            assert_never(event)


def _nominee(event: NominationEvent, names: Names) -> str:
    """Person and post as far as the event says them; else what the nomination is called."""
    person = names.person(event.person_id) if event.person_id else ""
    return dated(person, event.post) or names.part(event.nomination_id, _("the nomination"))
