import type { ExchangeVersionClaim } from '../settings';
import { products, servicePacks, type Product } from './builds';

/** The EWS schemas that the client speaks, oldest first. Newer products understand all of them. */
export type SchemaVersion =
	| 'Exchange2010_SP2'
	| 'Exchange2013'
	| 'Exchange2013_SP1'
	| 'Exchange2016';

/** The version that a server names in the header of each answer. */
export interface ServerVersionInfo {
	majorVersion: number;
	minorVersion: number;
	majorBuild: number;
	minorBuild: number;
	/** The newest schema of the server, such as `V2017_07_11` or `Exchange2013_SP1`. */
	version?: string;
}

/** A server's version in words. */
interface ServerProduct {
	/** Such as `Exchange Server 2019`; `Exchange` and the numbers for one that is not known. */
	product: string;
	/** Service pack or cumulative update, such as `CU15`; absent where it is not known. */
	release?: string;
	/** `15.2.1748.10`. */
	build: string;
	/** False after the end of Microsoft's support; undefined for a product that is not known. */
	supported?: boolean;
	/** Date of the end of support, `YYYY-MM-DD`. */
	endOfSupport?: string;
	/** The choice in the credential for this server. */
	claim?: ExchangeVersionClaim;
}

const schemas: Record<ExchangeVersionClaim, SchemaVersion> = {
	Exchange2010_SP2: 'Exchange2010_SP2',
	Exchange2010_SP3: 'Exchange2010_SP2',
	Exchange2013: 'Exchange2013',
	Exchange2013_SP1: 'Exchange2013_SP1',
	Exchange2016: 'Exchange2013_SP1',
	Exchange2019: 'Exchange2013_SP1',
	ExchangeSE: 'Exchange2013_SP1',
};

const ages: readonly SchemaVersion[] = [
	'Exchange2010_SP2',
	'Exchange2013',
	'Exchange2013_SP1',
	'Exchange2016',
];

/** The oldest schema that does what is needed; newer servers understand it all the same. */
export function schemaFor(claim: ExchangeVersionClaim): SchemaVersion {
	return schemas[claim];
}

/**
 * True when a request under that schema may use elements or operations that came with another one.
 * @example isAtLeast(schemaFor(exchange.settings.version), 'Exchange2013')
 */
export function isAtLeast(schema: SchemaVersion, needed: SchemaVersion): boolean {
	return ages.indexOf(schema) >= ages.indexOf(needed);
}

/**
 * Names product and release of a server.
 * @param today for the end of support, `YYYY-MM-DD` or a date
 */
export function describeServer(server: ServerVersionInfo, today: Date): ServerProduct {
	const { majorVersion, minorVersion, majorBuild, minorBuild } = server;
	const build = [majorVersion, minorVersion, majorBuild, minorBuild].join('.');
	const product = productOf(server);
	if (!product) return { product: `Exchange ${majorVersion}.${minorVersion}`, build };
	return {
		product: product.name,
		release: releaseOf(product, server),
		build,
		supported:
			product.endOfSupport === undefined || today < new Date(`${product.endOfSupport}T00:00:00Z`),
		endOfSupport: product.endOfSupport,
		claim: claimFor(server),
	};
}

/** The choice in the credential for a server; undefined for one that is too old or not known. */
export function claimFor(server: ServerVersionInfo): ExchangeVersionClaim | undefined {
	switch (productOf(server)?.name) {
		case 'Exchange Server 2010':
			if (server.minorVersion < 2) return undefined;
			return server.minorVersion === 2 ? 'Exchange2010_SP2' : 'Exchange2010_SP3';
		case 'Exchange Server 2013':
			return server.majorBuild < 847 ? 'Exchange2013' : 'Exchange2013_SP1';
		case 'Exchange Server 2016':
			return 'Exchange2016';
		case 'Exchange Server 2019':
			return 'Exchange2019';
		case 'Exchange Server Subscription Edition':
			return 'ExchangeSE';
		default:
			return undefined;
	}
}

function productOf({ majorVersion, minorVersion, majorBuild }: ServerVersionInfo) {
	const hasServicePacks = majorVersion === 8 || majorVersion === 14;
	return products.findLast(
		({ version: [major, minor, fromBuild] }) =>
			major === majorVersion &&
			(hasServicePacks || minor === minorVersion) &&
			majorBuild >= fromBuild,
	);
}

function releaseOf(product: Product, { minorVersion, majorBuild }: ServerVersionInfo) {
	if (product.name === 'Exchange Online') return undefined;
	if (product.releases.length === 0) return servicePacks[minorVersion];
	const [build, name] = product.releases.findLast(([from]) => from <= majorBuild) ?? [];
	if (name === undefined) return undefined;
	const newest = product === products.find(({ name: same }) => same.includes('Subscription'));
	return newest && build !== majorBuild ? `later than ${name}` : name;
}
