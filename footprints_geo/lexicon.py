"""What other people's files call our columns and the words of our closed lists: English, Korean, plain Chinese.

The words of an entry are parted by commas. How they are compared, and what is made of them, is said in `word_values`
and `header_names`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EVENT_WORDS: Final[Mapping[str, str]] = {
    "departure": """
        departed, departed from north korea, departure from north korea, left, left home, left north korea,
        leaving, escape, escaped, escape from north korea, escaped from north korea, defection, defected, exit,
        출발, 탈북, 탈출, 이탈, 출국, 북한 이탈, 북한 탈출, 탈북함, 脱北, 逃离, 离开, 出发""",
    "border_crossing": """
        crossing, crossed, crossed border, crossed the border, crossing the border, border crossed,
        river crossing, crossed the river, 도강, 월경, 국경 통과, 국경 넘음, 국경을 넘음, 국경 횡단, 강을 건넘,
        越境, 过江, 渡江, 越过边境""",
    "transit": "transited, in transit, passed through, passing through, stopover, 경유, 통과, 중간 경유, 过境, 途经",
    "arrest": """
        arrested, apprehended, apprehension, caught, captured, capture, seized, taken into custody, picked up,
        체포, 연행, 검거, 붙잡힘, 체포됨, 체포당함, 被捕, 逮捕, 抓捕, 被抓""",
    "detention": """
        detained, held, imprisonment, imprisoned, jailed, in custody, in detention, custody, incarceration,
        incarcerated, held in detention, 구금, 수감, 구류, 감금, 억류, 투옥, 구치, 구속, 구금됨, 수감됨, 拘留,
        关押, 监禁, 拘押""",
    "transfer": """
        transferred, moved, moved to another facility, transferred to another facility, 이송, 이감, 호송, 이송됨,
        转移, 移送, 转押""",
    "repatriation": """
        forced repatriation, forcible repatriation, forcibly repatriated, repatriated, forced return,
        forcibly returned, returned by force, forced to return, refoulement, refouled, refoulment, deported,
        deportation, forced deportation, sent back, sent back to north korea, returned to north korea,
        returned to dprk, repatriated to north korea, handed over to north korea, handed over to dprk, 북송,
        강제북송, 강제 송환, 송환, 강제 추방, 추방, 북한 송환, 북한으로 송환, 북송됨, 강제북송됨, 遣返, 遣送,
        强制遣返, 强制遣送, 强制送还""",
    "release": """
        released, freed, set free, discharged, released from detention, release from detention,
        released from prison, release from prison, 석방, 출소, 풀려남, 방면, 석방됨, 释放, 获释, 出狱""",
    "arrival": """
        arrived, entry, entered, reached, entry into south korea, arrived in south korea, arrival in south korea,
        도착, 입국, 한국 입국, 국내 입국, 남한 입국, 한국 도착, 抵达, 到达, 入境""",
    "last_seen": """
        last sighting, last sighted, last known, last known alive, last contact, last heard from, last heard of,
        last seen alive, 마지막 목격, 최종 목격, 최후 목격, 마지막 연락, 최종 연락, 마지막 소식, 마지막으로 목격,
        마지막으로 목격됨, 最后一次见到, 最后联系, 最后出现, 最后露面""",
    "disappearance": """
        disappeared, enforced disappearance, forced disappearance, forcibly disappeared, missing, went missing,
        gone missing, whereabouts unknown, fate unknown, vanished, 실종, 행방불명, 행불, 강제실종, 생사불명,
        실종됨, 失踪, 强迫失踪, 下落不明""",
}
"""For each event type the words for it beside its own."""

COUNTRY_WORDS: Final[Mapping[str, str]] = {
    "CN": """
        prc, pr china, people's republic of china, mainland china, chinese mainland, chn, 중화인민공화국, 中国,
        中华人民共和国""",
    "KP": """
        dprk, democratic people's republic of korea, north korea dprk, dprk north korea, n korea, nk, korea north,
        korea dpr, dpr korea, prk, 북조선, 조선, 조선민주주의인민공화국, 이북, 朝鲜, 北朝鲜, 北韩""",
    "KR": """
        rok, republic of korea, s korea, korea south, kor, south korea rok, 대한민국, 남한, 남조선, 韩国,
        大韩民国, 南韩""",
    "RU": "russian federation, rus, 러시아 연방, 俄罗斯, 俄国",
    "MN": "mng, 몽고, 蒙古, 蒙古国",
    "VN": "viet nam, vnm, socialist republic of viet nam, 월남, 越南",
    "TH": "tha, 타이, 泰国",
    "LA": "lao pdr, lao, lao people's democratic republic, 老挝",
    "MM": "burma, mmr, myanmar burma, burma myanmar, 버마, 缅甸",
    "KH": "khm, 柬埔寨",
    "JP": "jpn, 日本",
    "US": "usa, united states of america, america, 미합중국, 美国",
    "GB": "uk, great britain, britain, gbr, 英国",
    "TW": "twn, taiwan roc, 타이완, 台湾",
    "HK": "hkg, hong kong sar, 香港",
    "MO": "macau, 澳门",
    "PH": "phl, the philippines, 菲律宾",
    "MY": "mys, 马来西亚",
    "SG": "sgp, 新加坡",
    "ID": "idn, 印度尼西亚",
    "TR": "turkey, 터키",
    "CZ": "czech republic, 체코 공화국",
    "CI": "ivory coast",
}
"""Names of countries beside those of the table of countries. "Korea" alone is neither of the two."""

PRECISION_WORDS: Final[Mapping[str, str]] = {
    "site": """
        exact, exact site, exact location, exact position, exact place, precise, facility, building, address,
        정확, 정확한 위치, 시설, 건물, 주소, 准确""",
    "crossing": """
        border crossing, crossing point, checkpoint, border checkpoint, port of entry, border post, bridge,
        국경 통과 지점, 세관, 검문소, 다리, 口岸""",
    "city": """
        town, village, municipality, settlement, city level, town level, 도시, 시, 읍, 마을, 리, 동, 면, 市, 镇,
        村""",
    "county": "district, gun, kun, county level, district level, 군, 구, 현, 县, 区",
    "province": "state, region, prefecture, oblast, admin1, province level, provincial, 도, 성, 자치주, 지방, 省, 州",
    "country": "nation, country level, country only, national, 국가, 나라, 国家",
}
"""For each location precision the words for it beside its own."""

VISIBILITY_WORDS: Final[Mapping[str, str]] = {
    "public": "published, open, made public, 공개, 공개됨, 전체 공개, 公开, 已发布",
    "restricted": """
        unpublished, private, confidential, internal, secret, not public, non public, not published, closed,
        비공개, 미공개, 제한, 제한 공개, 내부, 내부용, 기밀, 대외비, 비밀, 非公开, 未公开, 未发布, 保密""",
}
"""For each visibility the words for it beside its own."""

SUBJECT_WORDS: Final[Mapping[str, str]] = {
    "escapee": """
        north korean escapee, defector, north korean defector, refugee, north korean refugee, escapees, defectors,
        refugees, 탈북민, 탈북자, 북한이탈주민, 새터민, 북한 난민, 脱北者""",
    "helper": """
        broker, guide, smuggler, activist, missionary, aid worker, humanitarian worker, helpers, brokers, 브로커,
        조력자, 활동가, 선교사, 안내인, 안내자, 中介, 向导""",
}
"""For each subject the words for it beside its own."""

ANSWERS: Final[Mapping[str, str]] = {
    "yes": "y, true, 1, o, ○, ◯, ✓, ✔, ☑, 예, 네, 유, 있음, 했음, 됨, 함, 是, 有, 对",
    "no": "n, false, 0, 아니오, 아니요, 아님, 무, 안 함, 하지 않음, 否, 没有, 无",
    "nothing": """
        unknown, not known, n/a, na, n.a., none, not applicable, not available, not stated, no information,
        no data, -, --, ―, –, —, ?, ??, ..., …, null, nan, tbd, 미상, 불명, 모름, 알 수 없음, 확인 불가, 미확인,
        해당 없음, 없음, 정보 없음, 未知, 不详, 不明, 无资料""",
}
"""What cells say that are to be ticked: yes, no, or that nothing is known or applies."""

HEADERS: Final[Mapping[str, str]] = {
    "case_id": """
        case id, case, case number, case code, victim id, victim code, victim number, person id, person code,
        person number, individual id, unique id, case reference, reference number, record id, identifier, uid, id,
        reference, ref, code, 사건 번호, 사례 번호, 사례, 사례 id, 사건 id, 케이스 번호, 피해자 번호, 피해자 id,
        피해자 코드, 식별번호, 고유번호, 고유 id, 관리번호, 개인 번호, 아이디, 编号, 案件编号, 个案编号""",
    "sequence": """
        sequence, seq, event order, order of event, sequence number, event number, order, step, 순서, 차례,
        사건 순서, 顺序, 次序""",
    "event_type": """
        event type, type of event, kind of event, event kind, incident type, type of incident, event, type,
        event category, category, kind, 사건 유형, 사건 종류, 사건 구분, 이벤트 유형, 유형, 종류, 구분, 사건,
        事件类型, 类型""",
    "date": """
        date, event date, date of event, incident date, date of incident, date of occurrence, when, day, year,
        날짜, 일자, 일시, 사건 일자, 사건 날짜, 사건일, 사건 발생일, 발생일, 발생 일자, 발생 날짜, 발생일시, 시기,
        연도, 년도, 日期, 时间, 事件日期""",
    "date_from": """
        date from, from date, start date, date start, start, started, begin date, beginning, from, earliest date,
        period from, period start, start of period, date range from, date range start, dates from, from when,
        시작일, 시작 날짜, 시작 일자, 시작, 부터, 기간 from, 기간 시작, 기간 시작일, 开始日期, 开始""",
    "date_to": """
        date to, to date, end date, date end, end, ended, until, till, to, latest date, period to, period until,
        period end, end of period, date range to, date range end, dates to, until when, 종료일, 종료 날짜,
        종료 일자, 종료, 까지, 기간 to, 기간 종료, 기간 종료일, 结束日期, 结束""",
    "duration": "duration, length, length of time, length of stay, how long, time held, 기간, 소요 기간, 期间, 时长",
    "place": """
        place, location, place name, location name, name of place, site, where, locality, event place,
        event location, place of event, city, town, village, city town, town city, facility, 장소, 지역, 지명,
        위치, 곳, 도시, 사건 장소, 발생 장소, 발생지, 시설, 地点, 地名, 位置""",
    "admin1": """
        admin1, adm1, admin 1, province, state, region, oblast, province state, state province,
        first level division, 도, 성, 시도, 행정구역, 省, 省份""",
    "country": """
        country, nation, country name, name of country, country code, iso, iso2, iso code, country of event, 국가,
        나라, 국가명, 국가 코드, 나라 이름, 国家, 国别""",
    "lat": """
        lat, latitude, place lat, place latitude, location lat, location latitude, latitude of place, gps lat,
        gps latitude, y, 위도, 장소 위도, 纬度""",
    "lon": """
        lon, long, lng, longitude, place lon, place long, place longitude, location lon, location long,
        location longitude, longitude of place, gps lon, gps long, gps longitude, x, 경도, 장소 경도, 经度""",
    "position": """
        position, coordinates, coordinate, coords, gps, gps coordinates, geolocation, geo location, geopoint,
        point, lat lon, lat long, latlng, latitude longitude, place geolocation, place coordinates,
        location coordinates, place position, 좌표, 위치 좌표, 장소 좌표, 위경도, 위도 경도, 坐标, 经纬度""",
    "location_precision": """
        location precision, geo precision, geographic precision, place precision, precision,
        precision of location, location accuracy, accuracy of location, place accuracy, 위치 정확도, 장소 정확도,
        정밀도, 위치 정밀도, 位置精度""",
    "persons": """
        persons, people, number of persons, number of people, number of victims, victims, number of individuals,
        individuals, total persons, total people, headcount, head count, how many, how many people, group size,
        size of group, count, total, 인원, 인원수, 명수, 사람 수, 피해자 수, 총인원, 총 인원, 인원 합계, 人数""",
    "persons_min": """
        persons min, min persons, minimum persons, people min, min people, minimum number of persons,
        min number of persons, minimum number of people, minimum number of victims, victims min, minimum, min,
        at least, lowest estimate, low estimate, 최소 인원, 인원 최소, 최소, 최소 인원수, 最少人数""",
    "persons_max": """
        persons max, max persons, maximum persons, people max, max people, maximum number of persons,
        max number of persons, maximum number of people, maximum number of victims, victims max, maximum, max,
        at most, highest estimate, high estimate, 최대 인원, 인원 최대, 최대, 최대 인원수, 最多人数""",
    "visibility": """
        visibility, published, publication status, public, is public, confidentiality, confidential, privacy,
        access, 공개 여부, 공개, 공개 게시물, 비공개 여부, 公开""",
    "custodian": """
        custodian, agency, detaining agency, holding agency, arresting agency, detaining authority,
        arresting authority, authority, responsible agency, detained by, arrested by, held by, 기관, 구금 기관,
        체포 기관, 담당 기관, 수감 기관, 기관명, 关押机构""",
    "subject": "subject, role, person type, type of person, who, 대상, 대상자, 역할, 신분, 对象",
    "part_of": """
        part of, parent case, parent, counted in, group case, belongs to case, 상위 사건, 포함 사례, 상위 사례""",
    "source": """
        source, sources, information source, source of information, source name, name of source,
        source organisation, source organization, publisher, 출처, 정보원, 자료 출처, 정보 출처, 来源, 信息来源""",
    "source_title": """
        source title, title of source, report title, report, document title, article title, source label,
        source link label, 출처 제목, 자료 제목, 보고서, 보고서 제목, 문서 제목, 기사 제목""",
    "source_url": """
        source url, url, link, source link, source link url, web link, web address, website, hyperlink, 링크,
        출처 링크, 웹주소, 출처 url, 链接, 网址""",
    "source_date": """
        source date, date of source, publication date, date of publication, published on, report date,
        date of report, 출처 일자, 출처 날짜, 보도일, 보도 날짜, 발행일, 출판일, 게재일, 发布日期""",
    "note": """
        note, notes, comment, comments, remark, remarks, description, details, summary, narrative,
        additional information, 비고, 메모, 참고, 참고 사항, 설명, 내용, 상세, 상세 내용, 개요, 备注, 说明, 描述""",
}
"""For each of our columns what it is called where it holds for the whole row, the plainest names first."""

HEADERS_OF_AN_EVENT: Final[Mapping[str, str]] = {
    "date": """
        on, when, date, day, time, year, month, period, in, 일, 날, 날짜, 일자, 일시, 시기, 시점, 연월일, 년월일,
        연월, 년월, 연도, 년도, 기간, 日, 日期, 时间""",
    "date_from": """
        from, start, since, start date, date from, from date, date start, started, period from, period start,
        start of period, begin, 시작, 부터, 시작일, 시작 날짜, 기간 시작, 开始, 开始日期""",
    "date_to": """
        to, end, until, till, end date, date to, to date, date end, ended, period to, period end, end of period,
        종료, 까지, 종료일, 종료 날짜, 기간 종료, 기간 끝, 结束, 结束日期""",
    "duration": "duration, length, period, how long, time held, length of period, 기간, 期间",
    "place": """
        place, location, where, at, in, site, facility, center, centre, city, town, village, place name,
        location name, name of place, name of facility, facility name, point, 장소, 지역, 지명, 위치, 곳, 지,
        지점, 도시, 시설, 시설명, 소, 地点, 地, 地方, 设施""",
    "admin1": "province, state, region, admin1, admin 1, 도, 성, 시도, 省",
    "country": "country, nation, country name, country code, 국가, 국, 나라, 국가명, 国家",
    "lat": """
        lat, latitude, place lat, place latitude, location lat, location latitude, facility lat, 위도, 장소 위도,
        纬度""",
    "lon": """
        lon, long, lng, longitude, place lon, place long, place lng, place longitude, location lon, location long,
        location longitude, facility lon, 경도, 장소 경도, 经度""",
    "position": """
        position, coordinates, coordinate, geolocation, place geolocation, location geolocation, gps,
        place coordinates, location coordinates, 좌표, 장소 좌표, 위치 좌표, 坐标""",
    "location_precision": "location precision, place precision, precision, 위치 정확도, 장소 정확도, 정확도",
    "persons": """
        persons, people, number of persons, number of people, number of victims, number of individuals, number,
        how many, how many persons, how many people, 인원, 인원수, 명수, 人数""",
    "persons_min": "persons min, minimum persons, min, minimum, 최소 인원, 최소",
    "persons_max": "persons max, maximum persons, max, maximum, 최대 인원, 최대",
    "custodian": "by, agency, authority, custodian, 기관, 주체, 기관명, 机构",
    "source": "source, 출처, 来源",
    "note": """
        note, notes, details, circumstances, comment, comments, description, remarks, reason, reasons, 비고, 상세,
        경위, 사유, 이유, 내용, 설명, 备注""",
}
"""For each of our columns what is left of a header such as "Date of arrest" without the word for the event."""

NOT_IN_HEADERS: Final = """
    left, leaving, exit, entry, entered, reached, missing, crossing, crossed, held, moved, custody, in custody,
    in transit, seized, capture, captured, caught, picked up, 통과, 방면"""
"""Words for events that mean something else in too many headers: "Date left", "Data entry date"."""

PERSONS_THEMSELVES: Final = """
    victim, victims, person, individual, persons, people, individuals, name id, id name, person name id, 피해자, 당사자,
    본인, 사람, 개인, 인물, 受害者, 当事人"""
"""Names of columns that hold either who the persons are, by a code, or how many: their cells say which."""

COUNTED_PEOPLE: Final = """
    person, people, victim, individual, escapee, defector, refugee, held, caught, sent, taken, gone, lost"""
"""Words that make a number in a header one of people, and not of events; words on -ed do as well."""

OTHER_THINGS: Final = """
    origin, nationality, citizenship, native, hometown, family, residence, birth, born, dob, death, interview,
    interviewed, added, created, edited, updated, modified, uploaded, entered, entry, recorded, registered,
    published, publication, report, reported, retrieved, accessed, 국적, 출신, 고향, 본적, 가족, 거주, 생년, 출생,
    사망, 생일, 면담, 인터뷰, 작성, 등록, 입력, 수정, 추가, 추가한, 보도, 게재, 발행, 조사, 접수, 出生, 死亡, 采访"""
"""Words of headers whose dates, countries and places are of no event of ours, whatever the cells look like."""

VAGUE: Final = """
    event, type, category, kind, count, total, order, step, id, code, reference, ref, x, y, year, subject, public,
    access, who, min, max, length, 유형, 종류, 구분, 사건, 사례, 연도, 년도"""
"""Names of columns that are believed only when the cells look right as well."""

COUNTRIES_IN_HEADERS: Final = """
    south korea, north korea, republic of korea, rok, dprk, china, prc, russia, mongolia, vietnam, thailand, laos,
    myanmar, cambodia, 한국, 남한, 대한민국, 북한, 중국, 러시아, 몽골, 베트남, 태국, 라오스, 미얀마, 캄보디아,
    中国, 朝鲜, 韩国"""
"""Countries that headers name: "Date of arrival in South Korea"."""


def words_of(listed: str) -> tuple[str, ...]:
    """The words of a list that is parted by commas."""
    return tuple(word for part in listed.split(",") if (word := " ".join(part.split())))
