/**
 * MD4, which NTLM needs for the hash of a password and OpenSSL 3 no longer offers.
 * @see https://www.rfc-editor.org/rfc/rfc1320
 */
export function md4(message: Buffer): Buffer {
	const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
	const padded = pad(message);
	for (let at = 0; at < padded.length; at += 64) {
		const words = Uint32Array.from({ length: 16 }, (_, i) => padded.readUInt32LE(at + i * 4));
		compress(state, words);
	}
	const digest = Buffer.alloc(16);
	state.forEach((word, i) => digest.writeUInt32LE(word, i * 4));
	return digest;
}

function pad(message: Buffer): Buffer {
	const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
	message.copy(padded);
	padded[message.length] = 0x80;
	padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
	return padded;
}

interface Round {
	mix(x: number, y: number, z: number): number;
	constant: number;
	order: number[];
	shifts: number[];
}

const rounds: Round[] = [
	{
		mix: (x, y, z) => (x & y) | (~x & z),
		constant: 0,
		order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
		shifts: [3, 7, 11, 19],
	},
	{
		mix: (x, y, z) => (x & y) | (x & z) | (y & z),
		constant: 0x5a827999,
		order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
		shifts: [3, 5, 9, 13],
	},
	{
		mix: (x, y, z) => x ^ y ^ z,
		constant: 0x6ed9eba1,
		order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
		shifts: [3, 9, 11, 15],
	},
];

function compress(state: Uint32Array, words: Uint32Array): void {
	let [a, b, c, d] = state;
	for (const { mix, constant, order, shifts } of rounds) {
		order.forEach((word, step) => {
			const sum = (a + mix(b, c, d) + words[word] + constant) >>> 0;
			const shift = shifts[step % 4];
			const rotated = ((sum << shift) | (sum >>> (32 - shift))) >>> 0;
			[a, b, c, d] = [d, rotated, b, c];
		});
	}
	[a, b, c, d].forEach((word, i) => (state[i] += word));
}
