import { domainToASCII } from 'node:url';
import type { AddressSource } from './resolvedMailbox';

interface AddressInput {
	/** Account name, or address. */
	user: string;
	replacementEmail?: string;
	/** The part right of the @ for account names. */
	emailDns: string;
}

type ComposedAddress =
	| { ok: true; address: string; source: AddressSource }
	| { ok: false; address?: string; source: AddressSource; reason: string };

/**
 * The address rule: a replacement address wins, else an address given as the user, else `user@emailDns`.
 * An address that can't be one is reported with the reason and never repaired: a guessed address could be
 * somebody else's mailbox. Surrounding white space is dropped; Unicode is brought to NFC.
 */
export function composeAddress({
	user,
	replacementEmail,
	emailDns,
}: AddressInput): ComposedAddress {
	const replacement = normalized(replacementEmail);
	const given = normalized(user);
	if (replacement !== '') return checked(replacement, 'replacement', emailDns);
	if (given === '') return { ok: false, source: 'composed', reason: 'The user is empty.' };
	if (looksLikeAddress(given)) return checked(given, 'given', emailDns);
	return checked(`${given}@${emailDns}`, 'composed', emailDns);
}

/**
 * One spelling for addresses that mean the same mailbox to Exchange: case doesn't count, nor whether an
 * international domain is written in Unicode or in its ASCII form.
 */
export function addressKey(address: string): string {
	const { local, domain } = split(address);
	if (domain === undefined) return address.normalize('NFC').toLowerCase();
	return `${local.normalize('NFC').toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}

/**
 * The reason why a text can't be an e-mail address; undefined when it can.
 * Takes sub-addresses, quoted local parts and international addresses.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2 and https://www.rfc-editor.org/rfc/rfc6531#section-3.3
 */
export function addressFault(address: string, singleLabelDomain?: string): string | undefined {
	const { local, domain } = split(address);
	return (
		writingFault(address) ??
		(domain === undefined
			? 'there is no @'
			: (localFault(local) ?? domainFault(domain, singleLabelDomain))) ??
		(Buffer.byteLength(address) > 254 ? 'it is longer than 254 characters' : undefined)
	);
}

function checked(address: string, source: AddressSource, emailDns: string): ComposedAddress {
	const fault = addressFault(address, emailDns);
	if (!fault) return { ok: true, address, source };
	const named = {
		replacement: `The replacement address "${address}"`,
		given: `"${address}"`,
		composed: `"${address}", made of the user and the e-mail DNS,`,
	}[source];
	return { ok: false, address, source, reason: `${named} is not an address: ${fault}.` };
}

function normalized(text: string | undefined): string {
	return typeof text === 'string' ? text.normalize('NFC').trim() : '';
}

/** True when an @ stands outside quotes, or when the writer meant an address all the same. */
function looksLikeAddress(text: string): boolean {
	return split(text).domain !== undefined || /[＠﹫]|^mailto:/i.test(text);
}

/** Splits at the last @ outside a quoted local part. */
function split(address: string): { local: string; domain?: string } {
	const quoted = /^"(?:[^"\\]|\\.)*"/.exec(address)?.[0].length ?? 0;
	const at = address.lastIndexOf('@');
	if (at < quoted) return { local: address };
	return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** Forms that people type or paste instead of an address. */
function writingFault(address: string): string | undefined {
	if (/^mailto:/i.test(address)) return 'leave out "mailto:"';
	if (/<[^>]*>\s*$/.test(address)) return 'enter only what stands between < and >';
	const unquoted = address.replace(/^"(?:[^"\\]|\\.)*"(?=@)/, '');
	if (/[;,]\s*[^\s@]+@/.test(unquoted)) return 'it holds more than one address';
	const odd = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u00A0＠﹫]/u.exec(address)?.[0];
	return odd === undefined ? undefined : `it holds the character ${codePoint(odd)}`;
}

function localFault(local: string): string | undefined {
	if (local === '') return 'nothing stands before the @';
	if (Buffer.byteLength(local) > 64) return 'the part before the @ is longer than 64 characters';
	if (local.startsWith('"')) {
		return /^"(?:[^"\\\p{Cc}]|\\[\x20-\x7e])+"$/u.test(local)
			? undefined
			: 'the quotation marks before the @ do not match';
	}
	if (/\s/.test(local)) return 'it holds a space';
	if (local.includes('@')) return 'it holds more than one @';
	if (local.includes('\\')) {
		return 'it holds a backslash; enter the account name without its Windows domain';
	}
	const dots = dotFault(local);
	if (dots) return `the part before the @ ${dots}`;
	const odd = /[^\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]/u.exec(local)?.[0];
	return odd === undefined ? undefined : `it holds "${odd}" (${codePoint(odd)}) before the @`;
}

function domainFault(domain: string, singleLabelDomain?: string): string | undefined {
	if (domain === '') return 'nothing stands after the @';
	if (/\s/.test(domain)) return 'it holds a space';
	if (domain.includes(',')) return 'it holds a comma where a dot belongs';
	const dots = dotFault(domain);
	if (dots) return `the domain ${dots}`;
	const odd = /[^\p{L}\p{M}\p{N}.-]/u.exec(domain)?.[0];
	if (odd !== undefined) return `it holds "${odd}" (${codePoint(odd)}) after the @`;
	const labels = domain.split('.');
	if (labels.some((label) => /^-|-$/.test(label))) {
		return 'a part of the domain begins or ends with a hyphen';
	}
	if (labels.length === 1 && domain.toLowerCase() !== singleLabelDomain?.toLowerCase()) {
		return `the domain "${domain}" has no dot`;
	}
	const ascii = domainToASCII(domain);
	if (ascii === '' || /^[\d.]+$/.test(ascii)) return `"${domain}" is not a mail domain`;
	if (ascii.length > 253 || ascii.split('.').some((label) => label.length > 63)) {
		return 'the domain is too long';
	}
	return /^\d+$/.test(labels[labels.length - 1]) ? `"${domain}" is not a mail domain` : undefined;
}

function dotFault(text: string): string | undefined {
	if (text.startsWith('.')) return 'begins with a dot';
	if (text.endsWith('.')) return 'ends with a dot';
	return text.includes('..') ? 'has two dots in a row' : undefined;
}

function codePoint(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
