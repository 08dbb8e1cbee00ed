import { inspect } from 'node:util';
import { nodeProcess } from '../../support/nodeWarnings';

/** Shortest piece of an encoded secret that is looked for. */
const shortest = 8;

const byCode = (secret: string, write: (code: number) => string) =>
	Array.from(secret, (character) => write(character.codePointAt(0)!)).join('');

/** How servers of all kinds write what they repeat. */
export const escapedForms: Record<string, (secret: string) => string> = {
	'XML by names': (secret) => secret.replace(/&/g, '&amp;').replace(/</g, '&lt;'),
	'XML by decimal numbers': (secret) => byCode(secret, (code) => `&#${code};`),
	'XML by hexadecimal numbers': (secret) => byCode(secret, (code) => `&#x${code.toString(16)};`),
	'JSON by numbers': (secret) =>
		byCode(secret, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
	backslashes: (secret) => secret.replace(/[^\p{L}\p{N}]/gu, '\\$&'),
	'a form': (secret) => encodeURIComponent(secret).replaceAll('%20', '+'),
	'a URL twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
	'upper case': (secret) => secret.toUpperCase(),
	'lower case': (secret) => secret.toLowerCase(),
};

/** The ways in which a text may lie in another one. */
export function formsOf(secret: string): string[] {
	const utf8 = Buffer.from(secret, 'utf8');
	const utf16 = Buffer.from(secret, 'utf16le');
	const forms = [
		secret,
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret),
		...Object.values(escapedForms).map((write) => write(secret)),
		utf16.toString('latin1'),
		utf16.swap16().toString('latin1'),
		...[utf8, Buffer.from(secret, 'utf16le')].flatMap((bytes) => [
			bytes.toString('hex'),
			bytes.toString('hex').toUpperCase(),
			bytes.toString('latin1'),
			...base64Pieces(bytes),
			...base64Pieces(bytes).map(urlSafe),
		]),
	];
	return [...new Set(forms)].filter((form) => form.length >= shortest);
}

/** What base64 makes of bytes in the middle of others: it depends on where they begin. */
function base64Pieces(bytes: Buffer): string[] {
	return [0, 1, 2].map((before) => {
		const whole = Buffer.concat([Buffer.alloc(before), bytes]);
		const sure = Math.floor(whole.length / 3) * 4;
		return whole.toString('base64').slice(before === 0 ? 0 : before + 1, sure);
	});
}

function urlSafe(base64: string): string {
	return base64.replace(/\+/g, '-').replace(/\//g, '_');
}

/** Everything that somebody could read off a value: printed, as JSON, and field by field. */
export function everythingOf(value: unknown): string {
	return [
		inspect(value, {
			depth: Infinity,
			showHidden: true,
			getters: true,
			maxArrayLength: null,
			maxStringLength: null,
		}),
		String(value),
		asJson(value),
		...strings(value, new Set()),
	].join('\n');
}

function asJson(value: unknown): string {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return '';
	}
}

/** All strings and bytes that can be reached, through hidden and inherited properties, too. */
function* strings(value: unknown, seen: Set<unknown>): Generator<string> {
	if (typeof value === 'string') yield value;
	if (value instanceof Uint8Array) yield Buffer.from(value).toString('latin1');
	if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
	if (seen.has(value) || value instanceof Uint8Array) return;
	seen.add(value);
	if (value instanceof Map || value instanceof Set) yield* strings([...value], seen);
	for (const owner of [value, Object.getPrototypeOf(value) as object | null]) {
		if (owner === null || owner === Object.prototype || owner === Function.prototype) continue;
		for (const key of Reflect.ownKeys(owner)) {
			yield String(key);
			yield* strings(read(value, key), seen);
		}
	}
}

function read(owner: object, key: PropertyKey): unknown {
	try {
		return (owner as Record<PropertyKey, unknown>)[key];
	} catch {
		return undefined;
	}
}

/** What is written to the console and the standard streams until `end`. */
export function captureOutput(): { end(): string } {
	let captured = '';
	const take = (...parts: unknown[]) => {
		captured += `${parts.map((part) => (typeof part === 'string' ? part : everythingOf(part))).join(' ')}\n`;
		return true;
	};
	const spies = [
		...(['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((method) =>
			jest.spyOn(console, method).mockImplementation(take),
		),
		jest.spyOn(process.stdout, 'write').mockImplementation(take),
		jest.spyOn(process.stderr, 'write').mockImplementation(take),
	];
	nodeProcess.on('warning', take);
	return {
		end() {
			for (const spy of spies) spy.mockRestore();
			nodeProcess.off('warning', take);
			return captured;
		},
	};
}
