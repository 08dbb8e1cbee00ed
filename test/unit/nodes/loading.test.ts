import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { n8n } from '../../../package.json';

const root = path.resolve(__dirname, '../../..');
const sources = [...n8n.credentials, ...n8n.nodes].map((file) =>
	file.replace('dist/', './').replace(/\.js$/, '.ts'),
);

/** What n8n loads of the library when it starts, as paths without ending. */
function loadedOfLibrary(): string[] {
	const program = `
		for (const file of ${JSON.stringify(sources)}) require(file);
		const loaded = Object.keys(require.cache).map((file) => file.replaceAll('\\\\', '/'));
		console.log(JSON.stringify(loaded.flatMap((file) => /[/]exchange[/](.*)[.]ts$/.exec(file)?.[1] ?? [])));`;
	const said = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], {
		cwd: root,
		encoding: 'utf8',
	});
	return (JSON.parse(said) as string[]).sort();
}

it('n8n loads next to nothing of the library when it starts; a node loads the rest when it runs', () => {
	expect(loadedOfLibrary()).toEqual([
		'calendar/civil',
		'concurrency',
		'errors',
		'mailboxes/address',
		'push/input/givenTime',
	]);
}, 60_000);
