import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const shared = process.env.EXCHANGE_SHARED ?? path.resolve(__dirname, '../../../../shared');
const folder = path.join(shared, 'transcripts');

export interface Transcript {
	name: string;
	bytes: Buffer;
}

/** Microsoft's examples and recorded traffic, or undefined where they are not at hand. */
export const transcripts: readonly Transcript[] | undefined = load();

function load(): Transcript[] | undefined {
	if (!existsSync(folder)) {
		const missing = `The transcripts are missing: ${folder} (set EXCHANGE_SHARED)`;
		if (process.env.CI) throw new Error(missing);
		process.emitWarning(`${missing}. Tests that need them are skipped.`);
		return undefined;
	}
	return ['ms-docs', 'recorded', 'autodiscover'].flatMap((kind) =>
		readdirSync(path.join(folder, kind))
			.filter((file) => file.endsWith('.xml'))
			.sort()
			.map((file) => ({
				name: `${kind}/${file}`,
				bytes: readFileSync(path.join(folder, kind, file)),
			})),
	);
}
