import ts from 'typescript';
import { grantCalendar } from '../../../exchange/adminCommands';
import { AutodiscoverFailed } from '../../../exchange/autodiscover/discovery';
import { ExchangeError } from '../../../exchange/errors';
import { responseError } from '../../../exchange/ews/errors';
import { knownResponseCodes } from '../../../exchange/ews/responseCodes';
import { Blank, orBlank, powershell } from '../../../exchange/powershell';
import { setting, shell } from '../../../exchange/shell';
import { noToken, signInRefused } from '../../../exchange/transport/authentication/signInRefused';
import { connectionFailure } from '../../../exchange/transport/connectionFailure';
import { NameNotResolved } from '../../../exchange/transport/errors';
import type { WireAnswer } from '../../../exchange/transport/httpConnection';
import { readPowerShell } from './powershellLine';
import { nodesOf, placeOf, sourceFiles, taggedLines } from './sources';

/** Each would be a command of its own, or end the line, if it got out of its quotes. */
const hostile = [
	...Array.from("'‘’‚‛", (quote) => `alice${quote}; Remove-Mailbox boss; ${quote}@enyoi.example`),
	...Array.from('"“”„', (quote) => `alice${quote}; Remove-Mailbox boss; ${quote}@enyoi.example`),
	"'‘’‚‛'",
	"'",
	'’',
	"a''b’’c",
	'$(Remove-Mailbox boss)@enyoi.example',
	'${env:windir}',
	'`',
	'alice`',
	'alice\\',
	'alice; Remove-Mailbox boss',
	'alice | Remove-Mailbox',
	'alice & calc',
	'-Confirm:$false',
	'@{a=1}',
	'%PATH%',
	'alice\nRemove-Mailbox boss',
	'alice\r\nRemove-Mailbox boss\r\n',
	'alice\u2028Remove-Mailbox boss',
	'alice\u0085Remove-Mailbox boss',
	'alice\0',
	'alice\x03Remove-Mailbox boss\r',
	'alice\x1b[201~Remove-Mailbox boss\r',
	'alice\u202egro.live\u2066',
	'alice\ud800',
	'<address>',
	'#',
];
const noBreaks = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

const files = sourceFiles();
const lines = taggedLines(files, ['powershell', 'shell']);
const template = (parts: string[]) =>
	Object.assign([...parts], { raw: parts }) as unknown as TemplateStringsArray;

describe('a line for PowerShell', () => {
	it('keeps every value within its quotes, as it is', () => {
		expect(powershell`Get-Recipient ${"o'neill’s"} | Format-List`).toBe(
			"Get-Recipient 'o''neill’’s' | Format-List",
		);
		for (const value of hostile) {
			const line = powershell`Get-Recipient ${value} -First ${3}`;
			const { code, literals } = readPowerShell(line);
			expect(code).toBe('Get-Recipient □ -First 3');
			expect(literals).toEqual([value.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD')]);
			expect(line).toMatch(noBreaks);
		}
	});

	it('shows what the reader has to fill in', () => {
		expect(powershell`Get-User ${new Blank('account')}`).toBe('Get-User <account>');
		expect(powershell`Get-User ${orBlank('', 'account')}`).toBe('Get-User <account>');
		expect(powershell`Get-User ${orBlank('svc', 'account')}`).toBe("Get-User 'svc'");
	});

	it('takes backslashes as they are written', () => {
		expect(powershell`Get-Item HKLM:\SYSTEM -Name ${'a'}`).toBe("Get-Item HKLM:\\SYSTEM -Name 'a'");
	});
});

it('the right to write raises a lesser right, and takes the place of no other one', () => {
	const { code, literals } = readPowerShell(grantCalendar('alice@enyoi.example', 'svc-n8n'));
	expect(code).toContain('if (!$held) {Add-MailboxFolderPermission');
	expect(code).toContain('elseif ("$($held.AccessRights)" -match □) {Set-MailboxFolderPermission');
	const lesser = new RegExp(literals.find((literal) => literal.startsWith('^'))!, 'i');
	const roles = {
		raised: ['None', 'AvailabilityOnly', 'LimitedDetails', 'Reviewer', 'Contributor', 'Author'],
		left: ['Editor', 'PublishingAuthor', 'PublishingEditor', 'Owner', 'ReadItems FolderOwner'],
	};
	for (const role of roles.raised) expect(role).toMatch(lesser);
	for (const role of roles.left) expect(role).not.toMatch(lesser);
});

describe('a line for any shell', () => {
	it.each(['mail.enyoi.example', '10.0.0.7', '[::1]:443', 'https://mail.enyoi.example/EWS/E.asmx'])(
		'holds %s',
		(value) => {
			expect(shell`nslookup ${value}`).toBe(`nslookup ${value}`);
			expect(setting('server', value)).toBe(`server = ${value}`);
		},
	);

	it('is not there when a value would need quotes', () => {
		for (const value of [...hostile, '', 'a b', '-v', '~', 'a*', 'a?', 'a=b', 'a(b)', 'a!b']) {
			expect(shell`nslookup ${value}`).toBeUndefined();
			expect(setting('server', value)).toBeUndefined();
		}
	});
});

describe('every line in the sources', () => {
	it('is found', () => {
		expect(lines.length).toBeGreaterThan(40);
		expect(new Set(lines.map(({ tag }) => tag))).toEqual(new Set(['powershell', 'shell']));
	});

	it.each(lines.filter(({ tag }) => tag === 'powershell'))(
		'lets no value out of its quotes: $place',
		({ parts }) => {
			const fill = (value: string) =>
				powershell(template(parts), ...parts.slice(1).map(() => value));
			const plain = readPowerShell(fill('x'));
			expect(plain.literals.filter((literal) => literal === 'x')).toHaveLength(parts.length - 1);
			for (const value of hostile) {
				const { code, literals } = readPowerShell(fill(value));
				expect(code).toBe(plain.code);
				expect(literals).toHaveLength(plain.literals.length);
			}
		},
	);

	it.each(lines.filter(({ tag, parts }) => tag === 'shell' && parts.length > 1))(
		'is left out when a value would need quotes: $place',
		({ parts }) => {
			const fill = (value: string) => shell(template(parts), ...parts.slice(1).map(() => value));
			expect(fill('mail.enyoi.example')).toContain('mail.enyoi.example');
			for (const value of hostile) expect(fill(value)).toBeUndefined();
		},
	);

	it('is made by a tag, not by hand', () => {
		const byHand = files.flatMap((file) =>
			[...nodesOf(file)].filter(
				(node) => isMadeUp(node) || isTextAsCommand(node) || isCommandInText(node),
			),
		);
		expect(byHand.map(placeOf)).toEqual([]);
	});

	/** `… as CommandLine` outside of the two files that make them. */
	function isMadeUp(node: ts.Node): boolean {
		return (
			ts.isAsExpression(node) &&
			/\bCommandLine\b/.test(node.type.getText()) &&
			!/^exchange\/(powershell|shell)\.ts$/.test(node.getSourceFile().fileName)
		);
	}

	/** `command: '…'`, whichever way the text comes about. */
	function isTextAsCommand(node: ts.Node): boolean {
		return (
			ts.isPropertyAssignment(node) &&
			node.name.getText() === 'command' &&
			[...nodesOf(node.initializer)].some(
				(part) =>
					(ts.isStringLiteral(part) || ts.isTemplateLiteral(part)) &&
					!ts.isTaggedTemplateExpression(part.parent) &&
					isValueItself(part, node.initializer),
			)
		);
	}

	/** False when the text is only an argument or compared on the way to the value. */
	function isValueItself(part: ts.Node, whole: ts.Node): boolean {
		for (let at = part; at !== whole; at = at.parent) {
			if (ts.isCallExpression(at.parent) || ts.isTemplateSpan(at.parent)) return false;
			if (ts.isBinaryExpression(at.parent) && /^[!=]==/.test(at.parent.operatorToken.getText())) {
				return false;
			}
		}
		return true;
	}

	/** A cmdlet with a value, in a text that no tag has made. */
	function isCommandInText(node: ts.Node): boolean {
		return (
			ts.isTemplateExpression(node) &&
			!ts.isTaggedTemplateExpression(node.parent) &&
			/\b(Get|Set|New|Add|Remove|Enable|Restart|Test|Resolve)-[A-Z]\w+ /.test(node.getText())
		);
	}
});

describe('every line of an error', () => {
	const origin = (host: string) => ({ protocol: 'https:', host, port: 8443 }) as const;
	const errorsFor = (value: string): ExchangeError[] => [
		...knownResponseCodes.flatMap((responseCode) =>
			(['impersonation', 'delegate'] as const).map((mailboxAccess) =>
				responseError(
					{ responseCode },
					{ mailbox: value, serviceAccount: value, mailboxAccess, operation: 'GetFolder' },
				),
			),
		),
		...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET'].map(
			(code) =>
				connectionFailure(
					Object.assign(new Error(code), { code }),
					origin(value),
					'connecting',
				) as ExchangeError,
		),
		new NameNotResolved(value, false),
		new AutodiscoverFailed(value, []),
		noToken(new Error(value), origin(value)),
		...(['refused', 'noCommonScheme', 'connectionNotKept', 'badChallenge'] as const).map(
			(problem) =>
				signInRefused({
					answer: {
						status: 401,
						headers: {},
						challenges: ['NTLM'],
						origin: origin(value),
					} as unknown as WireAnswer,
					problem,
					scheme: 'ntlm',
					user: value,
					channelBindingSent: false,
					isAscii: true,
					conceal: (words) => words,
				}),
		),
	];
	const commandsFor = (value: string) => errorsFor(value).map(({ command }) => command);
	const plain = commandsFor('mail.enyoi.example');

	it('is there for names that are no attack', () => {
		expect(plain.filter(Boolean).length).toBeGreaterThan(200);
	});

	it.each(
		hostile.map((value) => ({
			value,
			shown: JSON.stringify(value).replace(
				/[^\x20-\x7e]/g,
				(one) => `u${one.charCodeAt(0).toString(16)} `,
			),
		})),
	)('stays one command with the name $shown', ({ value }) => {
		for (const [index, command] of commandsFor(value).entries()) {
			// Lines for any shell are left out.
			if (command === undefined) continue;
			expect(readPowerShell(command).code).toBe(readPowerShell(plain[index]!).code);
			expect(command).toMatch(noBreaks);
		}
	});
});
