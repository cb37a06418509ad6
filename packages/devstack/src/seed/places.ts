/** Real cities, with venues that do not exist: a name, a street, and where in the city it would stand. */

export type VenueKind = "hall" | "club" | "theatre" | "arena" | "park" | "gallery";

export interface DemoVenue {
  readonly kind: VenueKind;
  readonly name: string;
  readonly street: string;
  /** Degrees from the city's centre, north and east. */
  readonly offset: readonly [number, number];
}

export interface DemoCity {
  readonly name: string;
  readonly country: string;
  readonly zone: string;
  readonly lat: number;
  readonly lon: number;
  readonly currency: string;
  /** What ten euros' worth costs here, in major units of `currency`, rounded as prices are. */
  readonly tenEuros: number;
  /** Language of what is spoken on stage unless a listing says otherwise. */
  readonly language: string;
  readonly venues: readonly DemoVenue[];
}

type Row = readonly [kind: VenueKind, name: string, street: string, north: number, east: number];

const venues = (...rows: readonly Row[]): DemoVenue[] =>
  rows.map(([kind, name, street, north, east]) => ({ kind, name, street, offset: [north, east] }));

export const CITIES = {
  london: {
    name: "London",
    country: "GB",
    zone: "Europe/London",
    lat: 51.5074,
    lon: -0.1278,
    currency: "GBP",
    tenEuros: 9,
    language: "en",
    venues: venues(
      ["hall", "Lantern Hall", "14 Tallow Street", 0.012, 0.021],
      ["club", "The Drowned Bell", "3 Cooper's Wharf", -0.006, -0.034],
      ["theatre", "Albemarle Playhouse", "88 Pepper Row", 0.004, -0.006],
      ["gallery", "Wharfside Rooms", "Unit 5, Ropewalk Yard", -0.004, 0.05],
      ["park", "Larkfield Common", "Larkfield Gate", 0.041, -0.02],
    ),
  },
  manchester: {
    name: "Manchester",
    country: "GB",
    zone: "Europe/London",
    lat: 53.4808,
    lon: -2.2426,
    currency: "GBP",
    tenEuros: 8,
    language: "en",
    venues: venues(
      ["club", "Spindle Works", "21 Carding Street", 0.006, 0.011],
      ["hall", "Corn Factors' Hall", "2 Exchange Passage", 0.002, -0.003],
      ["arena", "Irwell Dome", "Quay Road", -0.008, -0.03],
    ),
  },
  berlin: {
    name: "Berlin",
    country: "DE",
    zone: "Europe/Berlin",
    lat: 52.52,
    lon: 13.405,
    currency: "EUR",
    tenEuros: 10,
    language: "de",
    venues: venues(
      ["club", "Kesselhaus Nord", "Schraubenstraße 17", 0.02, 0.01],
      ["hall", "Haus der Neun Brücken", "Uferweg 4", -0.012, 0.03],
      ["theatre", "Theater am Salzhof", "Salzhof 1", 0.003, -0.01],
      ["arena", "Spreebogen-Arena", "Am Werftbecken 60", -0.018, 0.042],
    ),
  },
  krakow: {
    name: "Kraków",
    country: "PL",
    zone: "Europe/Warsaw",
    lat: 50.0647,
    lon: 19.945,
    currency: "PLN",
    tenEuros: 40,
    language: "pl",
    venues: venues(
      ["club", "Piwnica pod Żurawiem", "ul. Bednarska 9", 0.001, -0.004],
      ["theatre", "Teatr Mały Dworzec", "ul. Kolejowa 31", 0.008, 0.006],
      ["hall", "Sala Wiślana", "Bulwar Flisaków 2", -0.01, -0.012],
    ),
  },
  paris: {
    name: "Paris",
    country: "FR",
    zone: "Europe/Paris",
    lat: 48.8566,
    lon: 2.3522,
    currency: "EUR",
    tenEuros: 11,
    language: "fr",
    venues: venues(
      ["hall", "Salle des Tuiliers", "27 rue des Tuiliers", 0.016, 0.02],
      ["club", "Le Ponton Bleu", "Quai aux Avoines", -0.007, 0.028],
      ["theatre", "Théâtre de la Girouette", "6 passage de la Girouette", 0.02, -0.008],
      ["gallery", "Galerie Ovale", "41 rue de la Corderie-Neuve", 0.008, 0.012],
    ),
  },
  lisbon: {
    name: "Lisbon",
    country: "PT",
    zone: "Europe/Lisbon",
    lat: 38.7223,
    lon: -9.1393,
    currency: "EUR",
    tenEuros: 8,
    language: "pt",
    venues: venues(
      ["club", "Armazém da Maré", "Rua dos Tanoeiros 55", -0.008, 0.01],
      ["hall", "Salão do Miradouro", "Largo do Vento 3", 0.004, -0.004],
      ["park", "Jardim das Oliveiras", "Alameda das Oliveiras", 0.022, -0.018],
    ),
  },
  reykjavik: {
    name: "Reykjavík",
    country: "IS",
    zone: "Atlantic/Reykjavik",
    lat: 64.1466,
    lon: -21.9426,
    currency: "ISK",
    tenEuros: 1500,
    language: "is",
    venues: venues(
      ["hall", "Norðurljósasalur", "Bryggjugata 8", 0.003, 0.008],
      ["club", "Svarta Kaffi", "Hverfistorg 12", -0.001, 0.002],
    ),
  },
  istanbul: {
    name: "Istanbul",
    country: "TR",
    zone: "Europe/Istanbul",
    lat: 41.0082,
    lon: 28.9784,
    currency: "TRY",
    tenEuros: 450,
    language: "tr",
    venues: venues(
      ["club", "Liman Sahne", "Halatçı Sokak 7", 0.018, -0.004],
      ["theatre", "Köprüaltı Tiyatrosu", "Fenerci Yokuşu 22", 0.012, 0.008],
      ["hall", "Yedi Kapı Salonu", "Çınar Caddesi 101", 0.03, 0.02],
    ),
  },
  newYork: {
    name: "New York",
    country: "US",
    zone: "America/New_York",
    lat: 40.7128,
    lon: -74.006,
    currency: "USD",
    tenEuros: 14,
    language: "en",
    venues: venues(
      ["club", "The Tin Ceiling", "412 Varnish Street", 0.008, 0.012],
      ["hall", "Meridian Hall", "1800 Quarry Avenue", 0.05, 0.02],
      ["theatre", "The Halyard Theatre", "233 West Foundry Street", 0.043, 0.02],
      ["arena", "Gantry Park Arena", "1 Gantry Plaza", 0.032, 0.06],
    ),
  },
  chicago: {
    name: "Chicago",
    country: "US",
    zone: "America/Chicago",
    lat: 41.8781,
    lon: -87.6298,
    currency: "USD",
    tenEuros: 12,
    language: "en",
    venues: venues(
      ["club", "Blue Boxcar", "960 North Ostler Avenue", 0.03, -0.02],
      ["theatre", "The Limestone", "75 East Weir Street", 0.004, 0.004],
      ["park", "Prairie Lawn", "Lakeshore Walk", -0.03, 0.02],
    ),
  },
  denver: {
    name: "Denver",
    country: "US",
    zone: "America/Denver",
    lat: 39.7392,
    lon: -104.9903,
    currency: "USD",
    tenEuros: 12,
    language: "en",
    venues: venues(
      ["club", "Ore & Ivory", "2207 Smelter Street", 0.014, 0.006],
      ["arena", "Front Range Fieldhouse", "500 Switchback Drive", -0.02, -0.03],
    ),
  },
  toronto: {
    name: "Toronto",
    country: "CA",
    zone: "America/Toronto",
    lat: 43.6532,
    lon: -79.3832,
    currency: "CAD",
    tenEuros: 16,
    language: "en",
    venues: venues(
      ["hall", "Cedar Street Music Hall", "119 Cedar Street", 0.006, 0.01],
      ["club", "The Portage Room", "38 Ferrier Lane", -0.003, -0.02],
      ["gallery", "Foundry Ten", "10 Foundry Mews", 0.002, 0.03],
    ),
  },
  mexicoCity: {
    name: "Mexico City",
    country: "MX",
    zone: "America/Mexico_City",
    lat: 19.4326,
    lon: -99.1332,
    currency: "MXN",
    tenEuros: 200,
    language: "es",
    venues: venues(
      ["hall", "Salón Jacaranda", "Calle del Organillero 64", -0.014, -0.03],
      ["theatre", "Teatro del Colibrí", "Plazuela de los Faroles 5", 0.002, -0.008],
      ["park", "Explanada de los Ahuehuetes", "Avenida del Manantial", -0.008, -0.05],
    ),
  },
  saoPaulo: {
    name: "São Paulo",
    country: "BR",
    zone: "America/Sao_Paulo",
    lat: -23.5505,
    lon: -46.6333,
    currency: "BRL",
    tenEuros: 60,
    language: "pt",
    venues: venues(
      ["club", "Galpão da Garoa", "Rua dos Bondes 340", 0.004, -0.03],
      ["hall", "Sala Ipê", "Alameda dos Ipês 1200", -0.018, -0.02],
    ),
  },
  capeTown: {
    name: "Cape Town",
    country: "ZA",
    zone: "Africa/Johannesburg",
    lat: -33.9249,
    lon: 18.4241,
    currency: "ZAR",
    tenEuros: 180,
    language: "en",
    venues: venues(
      ["hall", "Harbour Granary", "11 Breakwater Lane", 0.012, 0.006],
      ["park", "Silvertree Lawns", "Forester's Way", -0.06, 0.01],
      ["theatre", "The Whitewash", "45 Lime Kiln Street", -0.004, -0.006],
    ),
  },
  nairobi: {
    name: "Nairobi",
    country: "KE",
    zone: "Africa/Nairobi",
    lat: -1.2921,
    lon: 36.8219,
    currency: "KES",
    tenEuros: 1400,
    language: "en",
    venues: venues(
      ["club", "Jacaranda Yard", "Mvuli Lane", 0.02, -0.03],
      ["hall", "Savannah House", "Acacia Close 17", 0.006, 0.004],
    ),
  },
  tokyo: {
    name: "Tokyo",
    country: "JP",
    zone: "Asia/Tokyo",
    lat: 35.6762,
    lon: 139.6503,
    currency: "JPY",
    tenEuros: 1600,
    language: "ja",
    venues: venues(
      ["club", "Basement Kumo", "2-8-5 Tsukimichi", -0.01, 0.05],
      ["hall", "Kawabe Hall", "1-14 Kawabe", 0.02, 0.1],
      ["theatre", "Aoi-za", "3-3-11 Hanamachi", 0.03, 0.12],
    ),
  },
  singapore: {
    name: "Singapore",
    country: "SG",
    zone: "Asia/Singapore",
    lat: 1.3521,
    lon: 103.8198,
    currency: "SGD",
    tenEuros: 15,
    language: "en",
    venues: venues(
      ["hall", "Monsoon Hall", "60 Nutmeg Quay", -0.06, 0.03],
      ["gallery", "The Godown", "9 Cutch Lane", -0.065, 0.02],
    ),
  },
  sydney: {
    name: "Sydney",
    country: "AU",
    zone: "Australia/Sydney",
    lat: -33.8688,
    lon: 151.2093,
    currency: "AUD",
    tenEuros: 18,
    language: "en",
    venues: venues(
      ["club", "The Banksia", "70 Shearwater Street", -0.02, 0.004],
      ["theatre", "Wharf Nine", "Pier Road", 0.012, -0.002],
      ["park", "Fig Tree Meadow", "Headland Drive", 0.02, 0.06],
    ),
  },
} as const satisfies Record<string, DemoCity>;

export type CityKey = keyof typeof CITIES;
