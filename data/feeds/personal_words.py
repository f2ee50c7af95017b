"""Column headers under which personal data stand: English, Russian, Belarusian, Polish, Ukrainian.

A phrase is words next to each other; `word*` is the beginning of a word, `=` in front means the whole header.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

PersonalKind = Literal["name", "birth", "document", "phone", "plate", "address", "coordinates", "email", "person"]

PHRASES: Final[Mapping[PersonalKind, str]] = {
    "name": "surname* | forename* | firstname* | lastname* | fullname* | familyname* | givenname* | middlename* | "
    "patronym* | mothername* | fathername* | first name* | last name* | full name* | family name* | "
    "given name* | middle name* | maiden name* | person* name* | name* of person | name* of applicant | "
    "name* of child | name* of patient | name* of driver | name* of owner | name* of head | applicant name* | "
    "patient name* | beneficiary name* | driver name* | owner name* | contact person | =name | =names | "
    "=person | =applicant | =beneficiary | фио | фамили* | отчеств* | имя | имени | имена | ф и о | "
    "контактное лицо | прозвішч* | імя | імёны | па бацьку | п і б | nazwisk* | imie | imiona | imienia | "
    "osoba kontaktowa | прізвищ* | імені | імена | по батькові | піб",
    "birth": "dob | birth | birthd* | birthday* | dateofbirth* | born | yob | рожден* | рожд | др | д р | нараджэнн* | "
    "народженн* | urodzen* | urodzon* | data ur | рік народж*",
    "document": "passport* | national id* | identity | identification | id card* | id number* | id no | id nr | ssn | "
    "document* no | document* nr | document* num* | document* id | document* serie* | document* type | "
    "visa no | visa nr | visa num* | permit no | permit num* | personal no | personal num* | personal code | "
    "=document | =documents | паспорт* | удостоверен* | идентификацион* | документ* номер* | "
    "номер* документ* | серия | номер* виз* | личн* номер* | личн* код* | =документ | =документы | пашпарт* | "
    "пасведчанн* | ідэнтыфікацый* | нумар* дакумент* | дакумент* нумар* | серыя | асабіст* нумар* | "
    "paszport* | pesel | dowod* osob* | nr dowod* | nr dokument* | numer* dokument* | seria | посвідченн* | "
    "ідентифікац* | номер* документ* | серія | особист* номер* | рнокпп",
    "phone": "phone* | telephone* | telephon* | tel | msisdn | whatsapp* | viber* | mobile no | mobile num* | "
    "cell no | cell num* | contact no | contact num* | =mobile | =cell | =cellphone | =contact | =contacts | "
    "телефон* | тел | моб | мобильн* номер* | номер* мобильн* | =контакт | =контакты | номер* связ* | "
    "тэлефон* | мабільн* нумар* | =кантакт | =кантакты | telefon* | komork* | =kontakt | nr kom | "
    "мобільн* номер*",
    "plate": "regnum* | plate | plates | numberplate* | licenceplate* | licenseplate* | plateno* | platenum* | vin | "
    "vehicle no | vehicle nr | vehicle num* | vehicle reg* | car no | car nr | car num* | truck no | "
    "truck num* | bus no | bus num* | registration no | registration nr | registration num* | reg no | "
    "reg nr | reg num* | госномер* | гос номер* | государственн* номер* | номерн* знак* | "
    "регистрацион* номер* | рег номер* | номер* авто* | номер* машин* | номер* тс | номер* транспорт* | грз | "
    "=госзнак | дзяржнумар* | дзяржаўн* нумар* | нумарн* знак* | нумар* аўта* | нумар* машын* | "
    "рэгістрацый* нумар* | nr rej* | numer* rej* | tablic* rej* | держномер* | державн* номер* | "
    "реєстраційн* номер*",
    "address": "address | addresses | homeaddress* | street | residence of | place of residence | адрес | адреса | "
    "адресу | улица | ул | место жительств* | мест* проживан* | прописк* | адрас | адрасы | вуліца | вул | "
    "месца жыхарств* | прапіск* | adres | adresy | ulica | ul | zamieszkan* | вулиця | місце проживан*",
    "coordinates": "latitud* | longitud* | coordinat* | geolocation* | gps* | geo lat | geo lon | geo lng | =lat | "
    "=lon | =lng | =long | =x | =y | lat lon | lat lng | lat long | site lat | site lon | point lat | point lon | "
    "start lat | start lon | location lat | location lon | координат* | широт* | долгот* | каардынат* | "
    "шырат* | даўгат* | wspolrzedn* | szerokosc | dlugosc geo* | довгот*",
    "email": "email* | e mail* | mail | mailbox | эл почт* | электронн* почт* | =почта | электронн* пошт* | эл пошт* | "
    "=пошта | електронн* пошт* | poczta",
    "person": "biometr* | fingerprint* | photo | photos | selfie* | case id | case no | case num* | case ref* | "
    "individual id | member id | биометр* | отпечат* | фото | фотограф* | номер* дела | біяметр* | адбітк* | "
    "фатаграф* | biometry* | zdjecie* | біометр* | відбит*",
}
NEUTRAL: Final = "no nr num number of the date year and or code номер* дата год нумар* numer* data rok и і i № contact"
"""Words that may be repeated beside those of a phrase."""
LONGEST_HEADER: Final = 300
_LOOKALIKES: Final = str.maketrans("авекмнорстухіјѕԁґёў", "abekmhopctyxijsdгey")
_MARKS: Final = str.maketrans("", "", "'’ʼ`′\u0301")
_CAMEL: Final = re.compile(r"(?<=[a-zа-яёіў])(?=[A-ZА-ЯЁІЎ])")
_NOT_WORD: Final = re.compile(r"[\W_]+")


def fold(text: str) -> tuple[str, ...]:
    """Words in one spelling: no case, accents or signs; letters of two alphabets that look alike are one."""
    spaced = _CAMEL.sub(" ", text[:LONGEST_HEADER]).translate(_MARKS).casefold()
    plain = "".join(_without_accent(letter) for letter in spaced).translate(_LOOKALIKES)
    return tuple(_NOT_WORD.sub(" ", plain).split())


def _without_accent(letter: str) -> str:
    if letter == "ł":
        return "l"
    return unicodedata.normalize("NFKD", letter)[:1] if "ª" <= letter <= "ɏ" or "！" <= letter <= "～" else letter
