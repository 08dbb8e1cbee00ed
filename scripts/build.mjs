/**
 * Builds dist/: compiles TypeScript, copies icons, and bundles third-party code into the few files
 * that import it, so that the published package has no run-time dependency.
 */
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leanEwsLibrary } from './lib/leanEwsLibrary.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');

/** The only files that import third-party packages; the large ones are loaded lazily. */
const bundled = [
	'exchange/calendars/icalendar/format.js',
	'exchange/ews/library/loadLibrary.js',
	'exchange/push/plan/htmlEntities.js',
	'exchange/transport/proxyAgent.js',
];

/** Loaded by one of these alone, and bundled with it. */
const inlined = './library';

/** The product's own modules stay separate files, so that its classes exist once. */
const keepOwnModules = {
	name: 'keep-own-modules',
	setup({ onResolve }) {
		onResolve({ filter: /^\.{1,2}\// }, ({ path: wanted, importer, kind }) =>
			kind !== 'entry-point' && importer.startsWith(dist) && wanted !== inlined
				? { path: wanted, external: true }
				: undefined,
		);
	},
};

await rm(dist, { recursive: true, force: true });
execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc')], {
	cwd: root,
	stdio: 'inherit',
});

for (const pattern of ['nodes', 'credentials', 'icons']) {
	if (!existsSync(path.join(root, pattern))) continue;
	await cp(path.join(root, pattern), path.join(dist, pattern), {
		recursive: true,
		filter: async (source) =>
			(await stat(source)).isDirectory() || /\.(svg|png)$|\.node\.json$/.test(source),
	});
}

for (const node of await readdir(path.join(dist, 'nodes'))) {
	const panel = path.join(dist, 'nodes', node, 'panel.js');
	if (!existsSync(panel)) continue;
	await writeFile(panel.replace(/js$/, 'json'), asData(createRequire(panel)(panel)));
	await rm(panel);
}

const packages = new Set();
for (const file of bundled) {
	const entry = path.join(dist, file);
	if (!existsSync(entry)) throw new Error(`${file} is to be bundled but was not built`);
	const { metafile } = await build({
		entryPoints: [entry],
		outfile: entry,
		allowOverwrite: true,
		absWorkingDir: root,
		bundle: true,
		minify: true,
		keepNames: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: ['n8n-workflow', 'deasync'],
		plugins: [keepOwnModules, leanEwsLibrary],
		metafile: true,
		legalComments: 'none',
		logLevel: 'warning',
	});
	for (const input of Object.keys(metafile.inputs)) {
		const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input);
		if (found) packages.add(found[1]);
	}
}
await rm(path.join(dist, 'exchange/ews/library', `${inlined}.js`));
const bundledPackages = [...packages].sort();
await writeFile(path.join(dist, 'THIRD_PARTY_LICENSES.txt'), await licences(bundledPackages));
await writeFile(path.join(dist, 'sbom.cdx.json'), await billOfMaterials(bundledPackages));

/**
 * What a module exports, as a file of JSON, which is loaded under the same name: n8n reads every panel
 * whenever it starts, and would wait for all files that the panel is put together from.
 */
function asData(module) {
	const data = JSON.stringify(module);
	assert.deepStrictEqual(JSON.parse(data), { ...module }, 'A panel holds more than data');
	return data;
}

/**
 * What was bundled, for scanners of vulnerabilities. Without a time or a random number, so that the same
 * sources make the same file.
 * @see https://cyclonedx.org/docs/1.6/json/
 */
async function billOfMaterials(directories) {
	const own = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
	const component = ({ name, version, license }, type = 'library') => ({
		type,
		'bom-ref': `${name}@${version}`,
		name,
		version,
		licenses: [{ expression: license }],
		purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
	});
	const components = await Promise.all(
		directories.map(async (directory) =>
			component(JSON.parse(await readFile(path.join(root, directory, 'package.json'), 'utf8'))),
		),
	);
	const main = component(own, 'application');
	const bom = {
		bomFormat: 'CycloneDX',
		specVersion: '1.6',
		version: 1,
		metadata: { component: main },
		components,
		dependencies: [{ ref: main['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
	};
	return `${JSON.stringify(bom, undefined, '\t')}\n`;
}

/**
 * The licence texts of what was bundled, which all licences ask to pass on, and where its source is, as
 * MPL-2.0 asks for.
 */
async function licences(directories) {
	const texts = await Promise.all(
		directories.map(async (directory) => {
			const { name, version, license, repository } = JSON.parse(
				await readFile(path.join(root, directory, 'package.json'), 'utf8'),
			);
			const [file] = (await readdir(path.join(root, directory))).filter((entry) =>
				/^(licen[cs]e|copying)/i.test(entry),
			);
			const text = file
				? await readFile(path.join(root, directory, file), 'utf8')
				: `Licence: ${license}`;
			const source = (repository?.url ?? repository ?? '').replace(/^git\+/, '');
			const place = source ? `Source: ${source}\n` : '';
			return `${name} ${version} (${license})\n${place}${'-'.repeat(60)}\n${text.trim()}\n`;
		}),
	);
	return texts.join('\n\n');
}
