import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { seed } from '../support/seed';
import { bundleHistories } from './bundle';

jest.setTimeout(3_600_000);

const histories = Number(process.env.HISTORIES ?? 3000);
/** Each plays its share; one that was printed is played alone. */
const processes = process.env.HISTORY ? 1 : os.availableParallelism();

it(`keeps every promise in ${histories} histories in memory (SEED=${seed})`, async () => {
	const bundle = await bundleHistories();
	const play = async (first: number, count: number) => {
		const playing = spawn(process.execPath, ['--enable-source-maps', bundle], {
			env: { ...process.env, SEED: String(seed + first), HISTORIES: String(count) },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let broken = '';
		playing.stdout.setEncoding('utf8').on('data', (text: string) => (broken += text));
		const [code] = (await once(playing, 'close')) as [number | null];
		return { broken, code };
	};
	const share = Math.ceil(histories / processes);
	const firsts = Array.from({ length: processes }, (_, index) => index * share);
	const ended = await Promise.all(
		firsts.map(async (first) => await play(first, Math.min(share, histories - first))),
	);
	expect(ended).toEqual(ended.map(() => ({ broken: '', code: 0 })));
});
