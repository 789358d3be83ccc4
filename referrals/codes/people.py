"""Lists that describe a child or an adult, and how two people are related."""

from collections.abc import Collection

from django.db.models import TextChoices


class PersonKind(TextChoices):
    """The kind of person, which decides which law and which form apply."""

    CHILD = "child", "Child"
    ADULT = "adult", "Adult"
    UNBORN = "unborn", "Unborn child"


def about_children(kinds: Collection[str]) -> bool:
    """Whether subjects of these kinds make it a referral about children: an unborn child is asked about as one."""
    return PersonKind.CHILD in kinds or PersonKind.UNBORN in kinds


class Sex(TextChoices):
    """Sex: DfE Children in Need census, N00783, from 2024-25. An unborn child is always U."""

    MALE = "M", "Male"
    FEMALE = "F", "Female"
    UNKNOWN = "U", "Not known, or not yet born"


class Ethnicity(TextChoices):
    """Ethnicity: DfE, N00177, all 20 codes. Asked of the family, never guessed."""

    WHITE_BRITISH = "WBRI", "White British"
    WHITE_IRISH = "WIRI", "White Irish"
    IRISH_TRAVELLER = "WIRT", "Traveller of Irish heritage"
    GYPSY_ROMA = "WROM", "Gypsy or Roma"
    WHITE_OTHER = "WOTH", "Any other White background"
    WHITE_BLACK_CARIBBEAN = "MWBC", "White and Black Caribbean"
    WHITE_BLACK_AFRICAN = "MWBA", "White and Black African"
    WHITE_ASIAN = "MWAS", "White and Asian"
    MIXED_OTHER = "MOTH", "Any other mixed background"
    INDIAN = "AIND", "Indian"
    PAKISTANI = "APKN", "Pakistani"
    BANGLADESHI = "ABAN", "Bangladeshi"
    CHINESE = "CHNE", "Chinese"
    ASIAN_OTHER = "AOTH", "Any other Asian background"
    CARIBBEAN = "BCRB", "Black Caribbean"
    AFRICAN = "BAFR", "Black African"
    BLACK_OTHER = "BOTH", "Any other Black background"
    ANY_OTHER = "OOTH", "Any other ethnic group"
    REFUSED = "REFU", "Prefers not to say"
    NOT_YET_OBTAINED = "NOBT", "Not yet asked"


class DisabilityCode(TextChoices):
    """Disability: DfE, N00099, several may apply. NONE stands alone; an unborn child has no entry."""

    NONE = "NONE", "No disability"
    MOBILITY = "MOB", "Mobility"
    HAND_FUNCTION = "HAND", "Hand function"
    PERSONAL_CARE = "PC", "Personal care"
    INCONTINENCE = "INC", "Incontinence"
    COMMUNICATION = "COMM", "Communication"
    LEARNING = "LD", "Learning"
    HEARING = "HEAR", "Hearing"
    VISION = "VIS", "Vision"
    BEHAVIOUR = "BEH", "Behaviour, including ADHD"
    CONSCIOUSNESS = "CON", "Consciousness, including seizures"
    AUTISM = "AUT", "Diagnosed autism"
    OTHER = "DDA", "Another disability"


class PersonMore(TextChoices):
    """Rarer details about a person, all stored in `Person.more`: the union of referral forms."""

    MAIN_CARER = "main_carer", "Main carer"
    LIVES_ALONE = "lives_alone", "Lives alone"
    NEXT_OF_KIN = "next_of_kin", "Next of kin or carer"
    ADVOCATE = "advocate", "Advocate or representative"
    WORKS_WITH = "works_with", "Works with children or adults at risk"
    AT_RISK_TOO = "at_risk_too", "Is an adult at risk too"
    KNOWS_CONCERN = "knows_concern", "Knows of the concern"
    HARMED_TOO = "harmed_too", "Also being harmed"
    ETHNICITY_TOLD = "ethnicity_told", "Ethnic background in their words"
    OTHER_NUMBER = "other_number", "Other numbers"
    DIED_ON = "died_on", "Died on"  # in words, as `moments.words` writes a day
    AGE_TOLD = "age_told", "Age or time until birth, as told"  # "3 weeks": `estimated_age` has only years


class RelationshipType(TextChoices):
    """How one person is related to another: the union of lists in English case systems."""

    PARENT = "parent", "Parent"
    STEP_PARENT = "step_parent", "Step-parent"
    PARENT_OF_UNBORN = "parent_of_unborn", "Parent of an unborn child"
    CHILD = "child", "Child"
    STEP_CHILD = "step_child", "Step-child"
    UNBORN_CHILD = "unborn_child", "Unborn child"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half-brother or half-sister"
    STEP_SIBLING = "step_sibling", "Step-brother or step-sister"
    UNBORN_SIBLING = "unborn_sibling", "Unborn brother or sister"
    SIBLING_OF_UNBORN = "sibling_of_unborn", "Brother or sister of an unborn child"
    GRANDPARENT = "grandparent", "Grandparent"
    GRANDCHILD = "grandchild", "Grandchild"
    GREAT_GRANDPARENT = "great_grandparent", "Great-grandparent"
    GREAT_GRANDCHILD = "great_grandchild", "Great-grandchild"
    AUNT_UNCLE = "aunt_uncle", "Aunt or uncle"
    NIECE_NEPHEW = "niece_nephew", "Niece or nephew"
    COUSIN = "cousin", "Cousin"
    SPOUSE = "spouse", "Husband, wife or civil partner"
    EX_SPOUSE = "ex_spouse", "Former husband, wife or civil partner"
    PARTNER = "partner", "Partner"
    EX_PARTNER = "ex_partner", "Former partner"
    FOSTER_CARER = "foster_carer", "Foster carer"
    FOSTER_CHILD = "foster_child", "Foster child"
    PRIVATE_FOSTER_CARER = "private_foster_carer", "Private foster carer"
    PRIVATE_FOSTER_CHILD = "private_foster_child", "Privately fostered child"
    SPECIAL_GUARDIAN = "special_guardian", "Special guardian"
    SPECIAL_GUARDIAN_CHILD = "special_guard_child", "Child of a special guardian"
    KINSHIP_CARER = "kinship_carer", "Kinship carer: a relative or friend who brings the child up"
    KINSHIP_CHILD = "kinship_child", "Child in kinship care"
    ADOPTIVE_PARENT = "adoptive_parent", "Adoptive parent"
    ADOPTED_CHILD = "adopted_child", "Adopted child"
    SUPPORT_CARER = "support_carer", "Unpaid or support carer"
    CARED_FOR = "cared_for", "Person cared for"
    FRIEND = "friend", "Friend"
    NEIGHBOUR = "neighbour", "Neighbour"
    ACQUAINTANCE = "acquaintance", "Acquaintance"
    IN_CONTACT = "in_contact", "In contact with"
    OTHER = "other", "Other"


_TWO_WAY = [
    (RelationshipType.PARENT, RelationshipType.CHILD),
    (RelationshipType.STEP_PARENT, RelationshipType.STEP_CHILD),
    (RelationshipType.PARENT_OF_UNBORN, RelationshipType.UNBORN_CHILD),
    (RelationshipType.SIBLING_OF_UNBORN, RelationshipType.UNBORN_SIBLING),
    (RelationshipType.GRANDPARENT, RelationshipType.GRANDCHILD),
    (RelationshipType.GREAT_GRANDPARENT, RelationshipType.GREAT_GRANDCHILD),
    (RelationshipType.AUNT_UNCLE, RelationshipType.NIECE_NEPHEW),
    (RelationshipType.FOSTER_CARER, RelationshipType.FOSTER_CHILD),
    (RelationshipType.PRIVATE_FOSTER_CARER, RelationshipType.PRIVATE_FOSTER_CHILD),
    (RelationshipType.SUPPORT_CARER, RelationshipType.CARED_FOR),
    (RelationshipType.SPECIAL_GUARDIAN, RelationshipType.SPECIAL_GUARDIAN_CHILD),
    (RelationshipType.KINSHIP_CARER, RelationshipType.KINSHIP_CHILD),
    (RelationshipType.ADOPTIVE_PARENT, RelationshipType.ADOPTED_CHILD),
]

# Maps the relationship of A to B to that of B to A. A type without a pair above, such as sibling or
# friend, is its own inverse.
RELATIONSHIP_INVERSES = (
    {kind: kind for kind in RelationshipType} | dict(_TWO_WAY) | {there: here for here, there in _TWO_WAY}
)
