/**
 * Products and builds of Exchange Server, as far as cumulative updates (security updates raise the
 * last number only).
 * @see https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates
 */
export interface Product {
	name: string;
	/** Major and minor version, and the first build where two products share them. */
	version: readonly [major: number, minor: number, fromBuild: number];
	/** Date of the end of support, or undefined while it lasts. */
	endOfSupport?: string;
	/** Major build numbers of releases, oldest first, with their name. */
	releases: ReadonlyArray<readonly [build: number, name: string]>;
}

export const products: readonly Product[] = [
	{
		name: 'Exchange Server 2007',
		version: [8, 0, 0],
		endOfSupport: '2017-04-11',
		releases: [],
	},
	{
		name: 'Exchange Server 2010',
		version: [14, 0, 0],
		endOfSupport: '2020-10-13',
		releases: [],
	},
	{
		name: 'Exchange Server 2013',
		version: [15, 0, 0],
		endOfSupport: '2023-04-11',
		releases: [
			[516, 'RTM'],
			[620, 'CU1'],
			[712, 'CU2'],
			[775, 'CU3'],
			[847, 'SP1'],
			[913, 'CU5'],
			[995, 'CU6'],
			[1044, 'CU7'],
			[1076, 'CU8'],
			[1104, 'CU9'],
			[1130, 'CU10'],
			[1156, 'CU11'],
			[1178, 'CU12'],
			[1210, 'CU13'],
			[1236, 'CU14'],
			[1263, 'CU15'],
			[1293, 'CU16'],
			[1320, 'CU17'],
			[1347, 'CU18'],
			[1365, 'CU19'],
			[1367, 'CU20'],
			[1395, 'CU21'],
			[1473, 'CU22'],
			[1497, 'CU23'],
		],
	},
	{
		name: 'Exchange Server 2016',
		version: [15, 1, 0],
		endOfSupport: '2025-10-14',
		releases: [
			[225, 'RTM'],
			[396, 'CU1'],
			[466, 'CU2'],
			[544, 'CU3'],
			[669, 'CU4'],
			[845, 'CU5'],
			[1034, 'CU6'],
			[1261, 'CU7'],
			[1415, 'CU8'],
			[1466, 'CU9'],
			[1531, 'CU10'],
			[1591, 'CU11'],
			[1713, 'CU12'],
			[1779, 'CU13'],
			[1847, 'CU14'],
			[1913, 'CU15'],
			[1979, 'CU16'],
			[2044, 'CU17'],
			[2106, 'CU18'],
			[2176, 'CU19'],
			[2242, 'CU20'],
			[2308, 'CU21'],
			[2375, 'CU22'],
			[2507, 'CU23'],
		],
	},
	{
		name: 'Exchange Server 2019',
		version: [15, 2, 0],
		endOfSupport: '2025-10-14',
		releases: [
			[221, 'RTM'],
			[330, 'CU1'],
			[397, 'CU2'],
			[464, 'CU3'],
			[529, 'CU4'],
			[595, 'CU5'],
			[659, 'CU6'],
			[721, 'CU7'],
			[792, 'CU8'],
			[858, 'CU9'],
			[922, 'CU10'],
			[986, 'CU11'],
			[1118, 'CU12'],
			[1258, 'CU13'],
			[1544, 'CU14'],
			[1748, 'CU15'],
		],
	},
	{
		name: 'Exchange Server Subscription Edition',
		version: [15, 2, 2562],
		releases: [[2562, 'RTM']],
	},
	{ name: 'Exchange Online', version: [15, 20, 0], releases: [] },
];

/** Service packs of Exchange 2007 and 2010 are the minor version. */
export const servicePacks = ['RTM', 'SP1', 'SP2', 'SP3'] as const;
