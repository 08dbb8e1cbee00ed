/**
 * Says what a long step is doing, on a terminal by rewriting one line, elsewhere (CI logs) by a
 * line now and then.
 */

const TERMINAL_INTERVAL_MS = 500;
const LOG_INTERVAL_MS = 30_000;

/** `95000` → `1:35`. */
export function elapsed(milliseconds) {
	const seconds = Math.floor(milliseconds / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Runs `work` while showing `title` and the time it has taken.
 * @param {string} title what is being done, in the present: 'Installing n8n'
 * @param {(detail: (text: string) => void) => Promise<T>} work may report details as it goes
 * @param {{ quiet?: boolean, stream?: NodeJS.WriteStream }} [options]
 * @returns {Promise<T>}
 * @template T
 */
export async function withProgress(title, work, { quiet = false, stream = process.stdout } = {}) {
	if (quiet) return await work(() => {});
	const started = Date.now();
	let detail = '';
	const line = () => `  ${elapsed(Date.now() - started)}  ${title}${detail && `: ${detail}`}`;
	const rewrite = (text) => stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 100) - 1)}`);

	stream.write(stream.isTTY ? line() : `${line()} ...\n`);
	const timer = setInterval(
		() => (stream.isTTY ? rewrite(line()) : stream.write(`${line()} ...\n`)),
		stream.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS,
	);
	const finish = (word) => {
		clearInterval(timer);
		if (stream.isTTY) rewrite('');
		stream.write(`  ${elapsed(Date.now() - started)}  ${title}: ${word}\n`);
	};
	try {
		const result = await work((text) => (detail = text));
		finish('done');
		return result;
	} catch (error) {
		finish('failed');
		throw error;
	}
}
