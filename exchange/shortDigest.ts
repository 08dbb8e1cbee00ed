import { createHash } from 'node:crypto';

/** Tells contents apart in little room: 96 bits of SHA-256, as 16 characters of base64url. */
export function shortDigest(content: string | Buffer): string {
	return createHash('sha256').update(content).digest('base64url').slice(0, 16);
}
