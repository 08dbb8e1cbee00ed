import {
	claimFor,
	describeServer,
	schemaFor,
	type ServerVersionInfo,
} from '../../../exchange/ews/versions';

const today = new Date('2026-11-23T00:00:00Z');

function server(build: string): ServerVersionInfo {
	const [majorVersion, minorVersion, majorBuild, minorBuild] = build.split('.').map(Number);
	return { majorVersion, minorVersion, majorBuild, minorBuild };
}

it.each([
	['14.2.247.5', 'Exchange Server 2010', 'SP2', 'Exchange2010_SP2', false],
	['14.3.513.0', 'Exchange Server 2010', 'SP3', 'Exchange2010_SP3', false],
	['14.1.218.15', 'Exchange Server 2010', 'SP1', undefined, false],
	['15.0.516.32', 'Exchange Server 2013', 'RTM', 'Exchange2013', false],
	['15.0.847.32', 'Exchange Server 2013', 'SP1', 'Exchange2013_SP1', false],
	['15.0.1497.48', 'Exchange Server 2013', 'CU23', 'Exchange2013_SP1', false],
	['15.1.225.42', 'Exchange Server 2016', 'RTM', 'Exchange2016', false],
	['15.1.2507.61', 'Exchange Server 2016', 'CU23', 'Exchange2016', false],
	['15.2.1544.4', 'Exchange Server 2019', 'CU14', 'Exchange2019', false],
	['15.2.1748.39', 'Exchange Server 2019', 'CU15', 'Exchange2019', false],
	['15.2.2562.17', 'Exchange Server Subscription Edition', 'RTM', 'ExchangeSE', true],
	['15.2.2700.1', 'Exchange Server Subscription Edition', 'later than RTM', 'ExchangeSE', true],
	['15.20.8000.1', 'Exchange Online', undefined, undefined, true],
	['8.1.240.5', 'Exchange Server 2007', 'SP1', undefined, false],
	['16.0.1.1', 'Exchange 16.0', undefined, undefined, undefined],
])('%s is %s %s', (build, product, release, claim, supported) => {
	const described = describeServer(server(build), today);
	expect(described).toMatchObject({ product, build });
	expect(described.release).toBe(release);
	expect(described.supported).toBe(supported);
	expect(claimFor(server(build))).toBe(claim);
});

it('2016 and 2019 were supported until 14 October 2025', () => {
	const described = describeServer(server('15.2.1748.10'), new Date('2025-10-13T23:59:59Z'));
	expect(described).toMatchObject({ supported: true, endOfSupport: '2025-10-14' });
});

it.each([
	['Exchange2010_SP2', 'Exchange2010_SP2'],
	['Exchange2010_SP3', 'Exchange2010_SP2'],
	['Exchange2013', 'Exchange2013'],
	['Exchange2013_SP1', 'Exchange2013_SP1'],
	['Exchange2016', 'Exchange2013_SP1'],
	['Exchange2019', 'Exchange2013_SP1'],
	['ExchangeSE', 'Exchange2013_SP1'],
] as const)('%s is spoken to in %s', (claim, schema) => {
	expect(schemaFor(claim)).toBe(schema);
});
