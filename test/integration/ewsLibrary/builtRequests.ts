/** Prints the example requests as dist/ writes them. */
import Module from 'node:module';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const sources = path.join(root, 'exchange/');

/** The part of Node's loader that says which file a name means. */
const loader = Module as unknown as { _resolveFilename(...given: unknown[]): string };
const resolve = loader._resolveFilename.bind(loader);
loader._resolveFilename = (...given) => {
	const file = resolve(...given);
	if (!file.startsWith(sources)) return file;
	return path.join(root, 'dist/exchange', file.slice(sources.length).replace(/\.ts$/, '.js'));
};

async function run(): Promise<void> {
	const { libraryRequests } = await import('../../unit/ews/examples/library');
	process.stdout.write(JSON.stringify(await libraryRequests()));
}

void run();
