"""The kinds of agency a hub asks: the twelve usual partners of a MASH, and any other."""

from django.db import models


class AgencyKind(models.TextChoices):
    CHILDRENS_SERVICES = "childrens_services", "Children's services"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    MENTAL_HEALTH = "mental_health", "Mental health"
    YOUTH_OFFENDING = "youth_offending", "Youth offending"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    EARLY_YEARS = "early_years", "Early years"
    CAMHS = "camhs", "CAMHS"
    AMBULANCE = "ambulance", "Ambulance"
    OTHER = "other", "Other agency"
