import { Digest } from './digest';

/** Bytes of an item digest. */
export const itemDigestLength = 6;

/** 48 bits of an ItemId as a whole number: ItemIds are long, case-sensitive and opaque. */
export function itemDigest(itemId: string): number {
	return new Digest().text(itemId).shortNumber();
}

/** The digest as 12 hexadecimal digits, its lowest byte first. */
export function itemDigestText(digest: number): string {
	const bytes = Buffer.allocUnsafe(itemDigestLength);
	bytes.writeUIntLE(digest, 0, itemDigestLength);
	return bytes.toString('hex');
}
