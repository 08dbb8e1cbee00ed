import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromiumPath } from '../scripts/lib/editor.mjs';
import { hasEwsSchemas } from './exchangeServer/schemaValidation';

/** Something outside the repository that some tests need. */
export interface Requirement {
	/** What is missing and how to get it, for the message. */
	name: string;
	met: () => boolean;
}

export const repositoryRoot = path.resolve(__dirname, '..');

/** Reference material that lies beside the checkout where the project is developed. */
export const sharedDirectory =
	process.env.EXCHANGE_SHARED ?? path.resolve(repositoryRoot, '..', 'shared');

/** The schemas that every Exchange serves; `EWS_SCHEMAS` names their folder. */
export const schemaDirectory = process.env.EWS_SCHEMAS ?? path.join(sharedDirectory, 'schemas');

/** The project's own schemas: of requests alone, and only of what it sends. */
export const ownSchemaDirectory = path.join(__dirname, 'schemas');

export const transcripts: Requirement = {
	name: `recorded traffic in ${path.join(path.basename(sharedDirectory), 'transcripts')}`,
	met: () => existsSync(path.join(sharedDirectory, 'transcripts')),
};

export const schemas: Requirement = {
	name: 'the EWS schemas (set EWS_SCHEMAS to a folder with an Exchange’s types.xsd and messages.xsd)',
	met: () => hasEwsSchemas(schemaDirectory),
};

/**
 * The folder for a test server that validates all its traffic, where there are schemas; in CI there
 * have to be.
 */
export function serverSchemas(): string | false {
	if (schemas.met()) return schemaDirectory;
	if (process.env.CI) throw new Error(`needs ${schemas.name}`);
	return false;
}

/** Debian's Python, where Debian's modules are. */
export const systemPython = '/usr/bin/python3';

export const pythonModule = (module: string, debianPackage: string): Requirement => ({
	name: `the Debian package ${debianPackage}`,
	met: () => spawnSync(systemPython, ['-c', `import ${module}`]).status === 0,
});

/**
 * Declares tests that need something from outside. Where it is missing they are skipped with a
 * message that names it; in CI that is a failure.
 */
export function describeWith(
	requirements: Requirement | Requirement[],
	title: string,
	tests: () => void,
): void {
	const missing = [requirements].flat().filter(({ met }) => !met());
	if (missing.length === 0) {
		describe(title, tests);
		return;
	}
	const message = `needs ${missing.map(({ name }) => name).join(' and ')}`;
	if (process.env.CI) {
		describe(title, () => {
			it(message, () => {
				throw new Error(message);
			});
		});
		return;
	}
	process.stderr.write(`Skipped: ${title} (${message})\n`);
	describe(title, () => it.skip(message, () => {}));
}

export const chromium: Requirement = {
	name: 'the Debian package chromium (or CHROMIUM set to the path of a Chromium)',
	met: () => existsSync(chromiumPath),
};
