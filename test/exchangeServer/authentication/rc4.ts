/** RC4, with which a client that negotiates key exchange wraps its session key. OpenSSL 3 no longer offers it. */
export function rc4(key: Buffer, data: Buffer): Buffer {
	const box = Uint8Array.from({ length: 256 }, (_, i) => i);
	for (let i = 0, j = 0; i < 256; i++) {
		j = (j + box[i] + key[i % key.length]) & 255;
		[box[i], box[j]] = [box[j], box[i]];
	}
	let i = 0;
	let j = 0;
	return Buffer.from(
		data.map((byte) => {
			i = (i + 1) & 255;
			j = (j + box[i]) & 255;
			[box[i], box[j]] = [box[j], box[i]];
			return byte ^ box[(box[i] + box[j]) & 255];
		}),
	);
}
