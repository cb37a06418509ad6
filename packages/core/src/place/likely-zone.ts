import { foldText } from "../fold-text.ts";

/**
 * By country (ISO 3166-1, and XK for Kosovo), the zone that most of its people live in; from the IANA registry's
 * zone.tab, where a country of several has them by land and not by people.
 */
const BY_COUNTRY = pairs(`
  AD Europe/Andorra AE Asia/Dubai AF Asia/Kabul AG America/Antigua AI America/Anguilla AL Europe/Tirane
  AM Asia/Yerevan AO Africa/Luanda AQ Antarctica/McMurdo AR America/Argentina/Buenos_Aires AS Pacific/Pago_Pago
  AT Europe/Vienna AU Australia/Sydney AW America/Aruba AX Europe/Mariehamn AZ Asia/Baku BA Europe/Sarajevo
  BB America/Barbados BD Asia/Dhaka BE Europe/Brussels BF Africa/Ouagadougou BG Europe/Sofia BH Asia/Bahrain
  BI Africa/Bujumbura BJ Africa/Porto-Novo BL America/St_Barthelemy BM Atlantic/Bermuda BN Asia/Brunei
  BO America/La_Paz BQ America/Kralendijk BR America/Sao_Paulo BS America/Nassau BT Asia/Thimphu
  BW Africa/Gaborone BY Europe/Minsk BZ America/Belize CA America/Toronto CC Indian/Cocos CD Africa/Kinshasa
  CF Africa/Bangui CG Africa/Brazzaville CH Europe/Zurich CI Africa/Abidjan CK Pacific/Rarotonga
  CL America/Santiago CM Africa/Douala CN Asia/Shanghai CO America/Bogota CR America/Costa_Rica CU America/Havana
  CV Atlantic/Cape_Verde CW America/Curacao CX Indian/Christmas CY Asia/Nicosia CZ Europe/Prague DE Europe/Berlin
  DJ Africa/Djibouti DK Europe/Copenhagen DM America/Dominica DO America/Santo_Domingo DZ Africa/Algiers
  EC America/Guayaquil EE Europe/Tallinn EG Africa/Cairo EH Africa/El_Aaiun ER Africa/Asmara ES Europe/Madrid
  ET Africa/Addis_Ababa FI Europe/Helsinki FJ Pacific/Fiji FK Atlantic/Stanley FM Pacific/Pohnpei
  FO Atlantic/Faroe FR Europe/Paris GA Africa/Libreville GB Europe/London GD America/Grenada GE Asia/Tbilisi
  GF America/Cayenne GG Europe/Guernsey GH Africa/Accra GI Europe/Gibraltar GL America/Nuuk GM Africa/Banjul
  GN Africa/Conakry GP America/Guadeloupe GQ Africa/Malabo GR Europe/Athens GS Atlantic/South_Georgia
  GT America/Guatemala GU Pacific/Guam GW Africa/Bissau GY America/Guyana HK Asia/Hong_Kong HN America/Tegucigalpa
  HR Europe/Zagreb HT America/Port-au-Prince HU Europe/Budapest ID Asia/Jakarta IE Europe/Dublin IL Asia/Jerusalem
  IM Europe/Isle_of_Man IN Asia/Kolkata IO Indian/Chagos IQ Asia/Baghdad IR Asia/Tehran IS Atlantic/Reykjavik
  IT Europe/Rome JE Europe/Jersey JM America/Jamaica JO Asia/Amman JP Asia/Tokyo KE Africa/Nairobi KG Asia/Bishkek
  KH Asia/Phnom_Penh KI Pacific/Tarawa KM Indian/Comoro KN America/St_Kitts KP Asia/Pyongyang KR Asia/Seoul
  KW Asia/Kuwait KY America/Cayman KZ Asia/Almaty LA Asia/Vientiane LB Asia/Beirut LC America/St_Lucia
  LI Europe/Vaduz LK Asia/Colombo LR Africa/Monrovia LS Africa/Maseru LT Europe/Vilnius LU Europe/Luxembourg
  LV Europe/Riga LY Africa/Tripoli MA Africa/Casablanca MC Europe/Monaco MD Europe/Chisinau ME Europe/Podgorica
  MF America/Marigot MG Indian/Antananarivo MH Pacific/Majuro MK Europe/Skopje ML Africa/Bamako MM Asia/Yangon
  MN Asia/Ulaanbaatar MO Asia/Macau MP Pacific/Saipan MQ America/Martinique MR Africa/Nouakchott
  MS America/Montserrat MT Europe/Malta MU Indian/Mauritius MV Indian/Maldives MW Africa/Blantyre
  MX America/Mexico_City MY Asia/Kuala_Lumpur MZ Africa/Maputo NA Africa/Windhoek NC Pacific/Noumea
  NE Africa/Niamey NF Pacific/Norfolk NG Africa/Lagos NI America/Managua NL Europe/Amsterdam NO Europe/Oslo
  NP Asia/Kathmandu NR Pacific/Nauru NU Pacific/Niue NZ Pacific/Auckland OM Asia/Muscat PA America/Panama
  PE America/Lima PF Pacific/Tahiti PG Pacific/Port_Moresby PH Asia/Manila PK Asia/Karachi PL Europe/Warsaw
  PM America/Miquelon PN Pacific/Pitcairn PR America/Puerto_Rico PS Asia/Hebron PT Europe/Lisbon PW Pacific/Palau
  PY America/Asuncion QA Asia/Qatar RE Indian/Reunion RO Europe/Bucharest RS Europe/Belgrade RU Europe/Moscow
  RW Africa/Kigali SA Asia/Riyadh SB Pacific/Guadalcanal SC Indian/Mahe SD Africa/Khartoum SE Europe/Stockholm
  SG Asia/Singapore SH Atlantic/St_Helena SI Europe/Ljubljana SJ Arctic/Longyearbyen SK Europe/Bratislava
  SL Africa/Freetown SM Europe/San_Marino SN Africa/Dakar SO Africa/Mogadishu SR America/Paramaribo SS Africa/Juba
  ST Africa/Sao_Tome SV America/El_Salvador SX America/Lower_Princes SY Asia/Damascus SZ Africa/Mbabane
  TC America/Grand_Turk TD Africa/Ndjamena TF Indian/Kerguelen TG Africa/Lome TH Asia/Bangkok TJ Asia/Dushanbe
  TK Pacific/Fakaofo TL Asia/Dili TM Asia/Ashgabat TN Africa/Tunis TO Pacific/Tongatapu TR Europe/Istanbul
  TT America/Port_of_Spain TV Pacific/Funafuti TW Asia/Taipei TZ Africa/Dar_es_Salaam UA Europe/Kyiv
  UG Africa/Kampala UM Pacific/Midway US America/New_York UY America/Montevideo UZ Asia/Tashkent VA Europe/Vatican
  VC America/St_Vincent VE America/Caracas VG America/Tortola VI America/St_Thomas VN Asia/Ho_Chi_Minh
  VU Pacific/Efate WF Pacific/Wallis WS Pacific/Apia XK Europe/Belgrade YE Asia/Aden YT Indian/Mayotte
  ZA Africa/Johannesburg ZM Africa/Lusaka ZW Africa/Harare
`);

/** Their codes. */
export const COUNTRIES: ReadonlySet<string> = new Set(BY_COUNTRY.keys());

const inZone = (names: string, zone: string) => names.split("|").map((name) => [name, zone] as const);

/** By state or province, and by city, where a country's clocks differ from its main zone. */
const WITHIN: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  US: new Map([
    ...inZone("AL|AR|IA|IL|KS|LA|MN|MO|MS|ND|NE|OK|SD|TN|TX|WI", "America/Chicago"),
    ...inZone("austin|chicago|dallas|houston|kansas city|memphis|milwaukee|minneapolis|nashville", "America/Chicago"),
    ...inZone("new orleans|san antonio|st louis", "America/Chicago"),
    ...inZone("CO|ID|MT|NM|UT|WY|albuquerque|boulder|denver|salt lake city", "America/Denver"),
    ...inZone("CA|NV|OR|WA|las vegas|los angeles|oakland|portland|sacramento", "America/Los_Angeles"),
    ...inZone("san diego|san francisco|san jose|santa clara|seattle", "America/Los_Angeles"),
    ...inZone("AZ|phoenix|tucson", "America/Phoenix"),
    ...inZone("HI|honolulu", "Pacific/Honolulu"),
    ...inZone("AK|anchorage", "America/Anchorage"),
    ...inZone("IN|indianapolis", "America/Indiana/Indianapolis"),
    ...inZone("chattanooga|knoxville", "America/New_York"),
  ]),
  CA: new Map([
    ...inZone("BC|vancouver|victoria|whistler", "America/Vancouver"),
    ...inZone("AB|banff|calgary|edmonton", "America/Edmonton"),
    ...inZone("SK|regina|saskatoon", "America/Regina"),
    ...inZone("MB|winnipeg", "America/Winnipeg"),
    ...inZone("NS|PE|halifax", "America/Halifax"),
    ...inZone("NB|moncton", "America/Moncton"),
    ...inZone("NL|st johns", "America/St_Johns"),
  ]),
  AU: new Map([
    ...inZone("VIC|melbourne", "Australia/Melbourne"),
    ...inZone("QLD|brisbane|cairns|gold coast", "Australia/Brisbane"),
    ...inZone("WA|perth", "Australia/Perth"),
    ...inZone("SA|adelaide", "Australia/Adelaide"),
    ...inZone("NT|darwin", "Australia/Darwin"),
    ...inZone("TAS|hobart", "Australia/Hobart"),
  ]),
  BR: new Map([
    ...inZone("CE|fortaleza", "America/Fortaleza"),
    ...inZone("PE|porto de galinhas|recife", "America/Recife"),
    ...inZone("AL|SE|aracaju|maceio", "America/Maceio"),
    ...inZone("BA|feira de santana|salvador", "America/Bahia"),
    ...inZone("PA|belem", "America/Belem"),
    ...inZone("AM|manaus", "America/Manaus"),
  ]),
  CD: new Map(inZone("lubumbashi", "Africa/Lubumbashi")),
  CL: new Map([
    ...inZone("isla de pascua|hanga roa", "Pacific/Easter"),
    ...inZone("punta arenas", "America/Punta_Arenas"),
  ]),
  EC: new Map(inZone("galapagos|puerto ayora", "Pacific/Galapagos")),
  ES: new Map(
    inZone(
      "canarias|gran canaria|lanzarote|las palmas|las palmas de gran canaria|santa cruz de tenerife|tenerife",
      "Atlantic/Canary",
    ),
  ),
  ID: new Map([...inZone("bali|denpasar|makassar|ubud", "Asia/Makassar"), ...inZone("jayapura", "Asia/Jayapura")]),
  MX: new Map([
    ...inZone("cancun|playa del carmen|tulum", "America/Cancun"),
    ...inZone("mazatlan", "America/Mazatlan"),
    ...inZone("hermosillo", "America/Hermosillo"),
    ...inZone("tijuana", "America/Tijuana"),
  ]),
  PT: new Map([
    ...inZone("funchal|madeira", "Atlantic/Madeira"),
    ...inZone("acores|azores|ponta delgada", "Atlantic/Azores"),
  ]),
  RU: new Map([
    ...inZone("kaliningrad", "Europe/Kaliningrad"),
    ...inZone("samara", "Europe/Samara"),
    ...inZone("chelyabinsk|ekaterinburg|perm|ufa|yekaterinburg", "Asia/Yekaterinburg"),
    ...inZone("omsk", "Asia/Omsk"),
    ...inZone("novosibirsk", "Asia/Novosibirsk"),
    ...inZone("krasnoyarsk", "Asia/Krasnoyarsk"),
    ...inZone("irkutsk", "Asia/Irkutsk"),
    ...inZone("vladivostok", "Asia/Vladivostok"),
  ]),
};

/**
 * Where the clocks of a city most likely are, and the city without its state: "Austin, TX" is Austin, in Chicago's zone.
 * `null` for a country that is in no table.
 */
export function likelyZone(country: string, city: string): { city: string; zone: string } | null {
  const main = BY_COUNTRY.get(country);
  if (main === undefined) return null;
  const [, bare = city, state = ""] = /^(.*\S)\s*,\s*([A-Z]{2,3})\.?$/.exec(city) ?? [];
  const within = WITHIN[country];
  const zone = within?.get(foldText(bare)) ?? within?.get(state) ?? main;
  // Only what is a state there; "Paris, FR" stays as it was typed.
  return { city: within?.has(state) || STATES_OF_MAIN_ZONE[country]?.includes(state) ? bare : city, zone };
}

/** Those that keep their country's main time: they are no part of a city's name either. */
const STATES_OF_MAIN_ZONE: Readonly<Record<string, readonly string[]>> = {
  US: "CT DC DE FL GA KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV PR".split(" "),
  CA: ["ON", "QC"],
  AU: ["NSW", "ACT"],
  BR: "DF ES GO MG PR RJ RS SC SP".split(" "),
};

function pairs(text: string): ReadonlyMap<string, string> {
  const words = text.trim().split(/\s+/);
  return new Map(
    Array.from({ length: words.length / 2 }, (_, index) => [words[2 * index] ?? "", words[2 * index + 1] ?? ""]),
  );
}
