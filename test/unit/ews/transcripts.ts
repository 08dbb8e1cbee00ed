import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sharedDirectory } from '../../requirements';

const folder = path.join(sharedDirectory, 'transcripts');

export interface Transcript {
	name: string;
	bytes: Buffer;
}

/** Microsoft's examples and recorded traffic. */
export function readTranscripts(): Transcript[] {
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
