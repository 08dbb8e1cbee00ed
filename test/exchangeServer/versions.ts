import type { Product, SchemaVersion } from './contracts';
import { schemaVersions } from './contracts';

export interface ProductVersion {
	major: number;
	minor: number;
	majorBuild: number;
	minorBuild: number;
	/** As ServerVersionInfo names it. */
	version: string;
	/** Newest RequestServerVersion it takes. */
	newestSchema: SchemaVersion;
}

/** Builds of real cumulative updates; Exchange Server SE stays 15.2. */
export const productVersions: Record<Product, ProductVersion> = {
	Exchange2010_SP3: {
		major: 14,
		minor: 3,
		majorBuild: 513,
		minorBuild: 0,
		version: 'Exchange2010_SP2',
		newestSchema: 'Exchange2010_SP2',
	},
	Exchange2013_SP1: {
		major: 15,
		minor: 0,
		majorBuild: 1497,
		minorBuild: 48,
		version: 'V2_23',
		newestSchema: 'Exchange2013_SP1',
	},
	Exchange2016: {
		major: 15,
		minor: 1,
		majorBuild: 2507,
		minorBuild: 39,
		version: 'V2017_07_11',
		newestSchema: 'V2017_07_11',
	},
	Exchange2019: {
		major: 15,
		minor: 2,
		majorBuild: 1544,
		minorBuild: 11,
		version: 'V2017_07_11',
		newestSchema: 'V2017_07_11',
	},
	ExchangeSE: {
		major: 15,
		minor: 2,
		majorBuild: 2562,
		minorBuild: 17,
		version: 'V2017_07_11',
		newestSchema: 'V2017_07_11',
	},
};

export function isSchemaVersion(text: string): text is SchemaVersion {
	return (schemaVersions as readonly string[]).includes(text);
}

/** True when `version` is `wanted` or newer. */
export function isAtLeast(version: SchemaVersion, wanted: SchemaVersion): boolean {
	return schemaVersions.indexOf(version) >= schemaVersions.indexOf(wanted);
}
