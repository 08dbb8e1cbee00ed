import { readFileSync } from 'node:fs';
import path from 'node:path';
import { responseError } from '../../../exchange/ews/errors';
import {
	isFolderGone,
	isGone,
	isItemMissing,
	isOccurrenceDeleted,
	knownResponseCodes,
	responseCodeKind,
} from '../../../exchange/ews/responseCodes';
import { describeWith, schemaDirectory, schemas } from '../../requirements';

describeWith(schemas, 'the schema of Exchange SE', () => {
	it('has no response code without a kind, and the table none beyond it', () => {
		const schema = readFileSync(path.join(schemaDirectory, 'messages.xsd'), 'utf8');
		const [, type] = /<xs:simpleType name="ResponseCodeType">([\s\S]*?)<\/xs:simpleType>/.exec(
			schema,
		)!;
		const codes = [...type.matchAll(/enumeration value="(\w+)"/g)].map(([, code]) => code);
		const failures = codes.filter((code) => code !== 'NoError');
		expect([...knownResponseCodes].sort()).toEqual(failures.sort());
		expect(new Set(knownResponseCodes).size).toBe(knownResponseCodes.length);
	});
});

it.each([
	['ErrorServerBusy', 'throttled', 'ServerBusy'],
	['ErrorMailboxMoveInProgress', 'temporarilyUnavailable', 'TemporarilyUnavailable'],
	['ErrorImpersonateUserDenied', 'impersonation', 'ImpersonationDenied'],
	['ErrorNonExistentMailbox', 'mailboxUnavailable', 'MailboxNotFound'],
	['ErrorMissingEmailAddress', 'mailboxUnavailable', 'ServiceMailboxMissing'],
	['ErrorNonPrimarySmtpAddress', 'mailboxUnavailable', 'AddressNotPrimary'],
	['ErrorAccessDenied', 'accessDenied', 'AccessDenied'],
	['ErrorItemNotFound', 'notFound', 'ObjectNotFound'],
	['ErrorInvalidSyncStateData', 'syncState', 'InvalidSyncState'],
	['ErrorIrresolvableConflict', 'conflict', 'WriteConflict'],
	['ErrorCalendarViewRangeTooBig', 'limit', 'LimitExceeded'],
	['ErrorFreeBusyDLLimitReached', 'limit', 'LimitExceeded'],
	['ErrorQuotaExceeded', 'limit', 'MailboxFull'],
	['ErrorMessagePerFolderCountReceiveQuotaExceeded', 'limit', 'MailboxFull'],
	['ErrorInvalidServerVersion', 'schemaVersion', 'SchemaVersionRefused'],
	['ErrorSchemaValidation', 'schemaValidation', 'RequestRefused'],
	['ErrorPasswordExpired', 'signIn', 'AccountUnusable'],
	['ErrorInvalidIdMalformed', 'input', 'CalendarIdRefused'],
	['ErrorInvalidPropertySet', 'input', 'RequestRefused'],
	['ErrorInvalidRecipients', 'input', 'RecipientsRefused'],
	['ErrorInternalServerError', 'server', 'ServerFailure'],
	['ErrorNobodyKnows', 'server', 'ServerFailure'],
])('%s is %s', (responseCode, kind, name) => {
	expect(responseCodeKind(responseCode)).toBe(kind);
	const error = responseError(
		{ responseCode, messageText: 'The words of the server.' },
		{ operation: 'GetFolder', mailbox: 'alice@enyoi.example', serviceAccount: 'ENYOI\\svc' },
	);
	expect(error).toMatchObject({
		code: kind,
		name,
		details: { responseCode, operation: 'GetFolder', mailbox: 'alice@enyoi.example' },
	});
	expect(error.remedy).toBeTruthy();
	expect(error.remedyBy).toBeTruthy();
});

it('says of a full mailbox that it is full, and how the administrator sees by how much', () => {
	const context = { mailbox: 'alice@enyoi.example', serviceAccount: 'svc-n8n' };
	const error = responseError({ responseCode: 'ErrorQuotaExceeded' }, context);
	expect(error.message).toMatch(/^The mailbox alice@enyoi\.example is full/);
	expect(error.remedy).toMatch(/raise its quota/);
	expect(error.remedyBy).toBe('exchangeAdmin');
	expect(error.command).toMatch(/^Get-MailboxStatistics 'alice@enyoi\.example' \|/);
});

describe('an account that is disabled', () => {
	const failure = { responseCode: 'ErrorAccountDisabled' };

	it('may be either where a mailbox is asked for, and concerns that mailbox alone', () => {
		const context = { mailbox: 'alice@enyoi.example', serviceAccount: 'svc-n8n' };
		expect(responseError(failure, context)).toMatchObject({
			code: 'impersonation',
			name: 'AccountDisabled',
			message: expect.stringMatching(/^An account is disabled: that of alice@.*, or svc-n8n/),
			remedyBy: 'exchangeAdmin',
		});
	});

	it('is the service account where it asks for itself', () => {
		expect(responseError(failure, { serviceAccount: 'svc-n8n' })).toMatchObject({
			code: 'signIn',
			name: 'AccountUnusable',
			message: expect.stringMatching(/^svc-n8n can't be used/),
		});
	});
});

it.each([
	['CreateItem', /^Exchange did not save the new item \(ErrorItemSave\)/, /Try again/],
	['CreateUserConfiguration', /something else is there by now/, /Read it again/],
	['UpdateItem', /something else is there by now/, /Read it again/],
])('says of an item that %s did not save what is sure', (operation, message, remedy) => {
	const context = { operation, mailbox: 'alice@enyoi.example' };
	const error = responseError({ responseCode: 'ErrorItemSave' }, context);
	expect(error.message).toMatch(message);
	expect(error.remedy).toMatch(remedy);
});

describe('an address or account that Exchange takes for no mailbox', () => {
	const context = { mailbox: 'anna@enyoi.example', serviceAccount: 'svc-n8n' };

	it('names the service account where that one has no mailbox', () => {
		const error = responseError({ responseCode: 'ErrorMissingEmailAddress' }, context);

		expect(error.message).toMatch(/^svc-n8n has no mailbox of its own/);
		expect(error.message).not.toContain('anna');
		expect(error.command).toBe("Enable-Mailbox -Identity 'svc-n8n'");
	});

	it('names the primary address where a further one was used', () => {
		const failure = {
			responseCode: 'ErrorNonPrimarySmtpAddress',
			messageXml: { Hint: 'none @ all', Primary: 'anna.smith@enyoi.example' },
		};
		const error = responseError(failure, context);

		expect(error).toMatchObject({
			message:
				'anna@enyoi.example is not the primary address of its mailbox: that is anna.smith@enyoi.example',
			remedy: 'Use anna.smith@enyoi.example.',
			primaryAddress: 'anna.smith@enyoi.example',
		});
	});

	it('says how to find the primary address where the server does not name it', () => {
		const error = responseError({ responseCode: 'ErrorNonPrimarySmtpAddress' }, context);

		expect(error.message).toBe('anna@enyoi.example is not the primary address of its mailbox');
		expect(error.remedy).toContain('Resolve Mailbox');
	});
});

it('quotes names in commands so that PowerShell expands nothing', () => {
	const error = responseError(
		{ responseCode: 'ErrorImpersonateUserDenied' },
		{ mailbox: 'a@enyoi.example', serviceAccount: "o'neill$(calc)" },
	);
	expect(error.message).toBe("o'neill$(calc) may not act as a@enyoi.example");
	expect(error.command).toContain(
		`-User 'o''neill$(calc)' -CustomRecipientWriteScope "n8n calendars"`,
	);
});

it('takes a folder that a delegate does not find for one that is not shared', () => {
	const context = { mailbox: "m.o'neill@enyoi.example", serviceAccount: 'ENYOI\\svc' };
	const failure = { responseCode: 'ErrorFolderNotFound' };
	expect(responseError(failure, { ...context, mailboxAccess: 'delegate' })).toMatchObject({
		code: 'accessDenied',
		message: "ENYOI\\svc does not see the calendar of m.o'neill@enyoi.example",
		command: expect.stringContaining(
			"$calendar = 'm.o''neill@enyoi.example:\\' + (Get-MailboxFolderStatistics 'm.o''neill@enyoi.example' -FolderScope Calendar",
		),
		details: { mailbox: "m.o'neill@enyoi.example", responseCode: 'ErrorFolderNotFound' },
	});
	expect(responseError(failure, { ...context, mailboxAccess: 'impersonation' }).code).toBe(
		'notFound',
	);
});

it('names the calendar whose id Exchange can not read, not the items', () => {
	const failure = { responseCode: 'ErrorInvalidIdMalformed' };
	const mailbox = 'alice@enyoi.example';
	expect(responseError(failure, { operation: 'SyncFolderItems', mailbox })).toMatchObject({
		code: 'input',
		field: 'calendar',
		message: expect.stringContaining(mailbox),
	});
	expect(responseError(failure, { operation: 'GetItem', mailbox }).field).toBeUndefined();
});

it('takes a mailbox that was moved for away, not for one in which nothing is found', () => {
	const messageText =
		"The specified object was not found in the store., Can't connect to the mailbox of user Mailbox database guid: 65ba9b0a because the ExchangePrincipal object contains outdated information. The mailbox may have been moved recently.";
	const failure = { responseCode: 'ErrorItemNotFound', messageText };
	expect(responseError(failure, {})).toMatchObject({
		code: 'temporarilyUnavailable',
		details: { messageText },
	});
	const ways = [isGone, isItemMissing, isOccurrenceDeleted, isFolderGone];
	expect(ways.map((isThatWay) => isThatWay(failure))).toEqual([false, false, false, false]);
	const missing = { ...failure, messageText: 'The specified object was not found in the store.' };
	expect(ways.map((isThatWay) => isThatWay(missing))).toEqual([true, true, true, true]);
});

it('takes the back-off and the inner code from MessageXml', () => {
	const busy = responseError(
		{
			responseCode: 'ErrorInternalServerError',
			messageXml: { InnerErrorResponseCode: 'ErrorServerBusy', BackOffMilliseconds: '297749' },
		},
		{},
	);
	expect(busy).toMatchObject({
		code: 'throttled',
		details: { responseCode: 'ErrorServerBusy', backOffMs: 297749 },
	});
});
