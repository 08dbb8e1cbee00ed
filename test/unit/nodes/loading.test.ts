import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { n8n } from '../../../package.json';

const root = path.resolve(__dirname, '../../..');
const sources = [...n8n.credentials, ...n8n.nodes].map((file) =>
	file.replace('dist/', './').replace(/\.js$/, '.ts'),
);

/** Files of this package that n8n loads when it starts, without the panels, which are data when built. */
function loadedAtStart(): string[] {
	const program = `
		const { Module } = require('node:module');
		const load = Module._load;
		Module._load = (name, ...more) => (name === './panel' ? { properties: [] } : load(name, ...more));
		for (const file of ${JSON.stringify(sources)}) {
			for (const one of Object.values(require(file))) if (typeof one === 'function') new one();
		}
		const loaded = Object.keys(require.cache).map((file) => file.replaceAll('\\\\', '/'));
		console.log(JSON.stringify(loaded));`;
	const said = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], {
		cwd: root,
		encoding: 'utf8',
	});
	return (JSON.parse(said) as string[])
		.flatMap((file) => /[/]((?:credentials|exchange|nodes)[/].*)[.]ts$/.exec(file)?.[1] ?? [])
		.sort();
}

it('n8n loads the nodes and little else when it starts; a node loads the rest when it runs', () => {
	const own = sources.map((file) => file.slice('./'.length, -'.ts'.length));
	expect(loadedAtStart()).toEqual(
		[
			...own,
			'credentials/connectionFields',
			'nodes/shared/authentication',
			'nodes/shared/lateMethods',
		].sort(),
	);
}, 60_000);
