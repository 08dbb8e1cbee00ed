import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { seed } from '../support/seed';
import { bundleHistories } from './bundle';

jest.setTimeout(3_600_000);

const histories = Number(process.env.HISTORIES ?? 3000);

it(`keeps every promise in ${histories} histories in memory (SEED=${seed})`, async () => {
	const playing = spawn(process.execPath, ['--enable-source-maps', await bundleHistories()], {
		env: { ...process.env, SEED: String(seed), HISTORIES: String(histories) },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let broken = '';
	playing.stdout.setEncoding('utf8').on('data', (text: string) => (broken += text));
	const [code] = (await once(playing, 'close')) as [number | null];
	expect(broken).toBe('');
	expect(code).toBe(0);
});
