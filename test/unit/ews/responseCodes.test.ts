import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { responseError } from '../../../exchange/ews/errors';
import { knownResponseCodes, responseCodeKind } from '../../../exchange/ews/responseCodes';

const schemas = process.env.EWS_SCHEMAS ?? path.resolve(__dirname, '../../../../shared/schemas');
const messages = path.join(schemas, 'messages.xsd');
const atHand = existsSync(messages);
if (!atHand) {
	if (process.env.CI) throw new Error(`The schema is missing: ${messages} (set EWS_SCHEMAS)`);
	process.emitWarning(`The schema is missing: ${messages} (set EWS_SCHEMAS). A test is skipped.`);
}

(atHand ? it : it.skip)('every code of the schema has a kind, and no other', () => {
	const schema = readFileSync(messages, 'utf8');
	const [, type] = /<xs:simpleType name="ResponseCodeType">([\s\S]*?)<\/xs:simpleType>/.exec(
		schema,
	)!;
	const codes = [...type.matchAll(/enumeration value="(\w+)"/g)].map(([, code]) => code);
	expect([...knownResponseCodes].sort()).toEqual(codes.filter((code) => code !== 'NoError').sort());
	expect(new Set(knownResponseCodes).size).toBe(knownResponseCodes.length);
});

it.each([
	['ErrorServerBusy', 'throttled', 'ServerBusy'],
	['ErrorMailboxMoveInProgress', 'temporarilyUnavailable', 'TemporarilyUnavailable'],
	['ErrorImpersonateUserDenied', 'impersonation', 'ImpersonationDenied'],
	['ErrorNonExistentMailbox', 'mailboxUnavailable', 'MailboxNotFound'],
	['ErrorAccessDenied', 'accessDenied', 'AccessDenied'],
	['ErrorItemNotFound', 'notFound', 'ObjectNotFound'],
	['ErrorInvalidSyncStateData', 'syncState', 'InvalidSyncState'],
	['ErrorIrresolvableConflict', 'conflict', 'WriteConflict'],
	['ErrorCalendarViewRangeTooBig', 'limit', 'LimitExceeded'],
	['ErrorInvalidServerVersion', 'schemaVersion', 'SchemaVersionRefused'],
	['ErrorSchemaValidation', 'schemaValidation', 'RequestRefused'],
	['ErrorPasswordExpired', 'signIn', 'AccountUnusable'],
	['ErrorInvalidIdMalformed', 'input', 'RequestRefused'],
	['ErrorInternalServerError', 'server', 'ServerFailure'],
	['ErrorNobodyKnows', 'server', 'ServerFailure'],
])('%s is %s', (responseCode, kind, name) => {
	expect(responseCodeKind(responseCode)).toBe(kind);
	const error = responseError(
		{ responseCode, messageText: 'The words of the server.' },
		{ operation: 'GetFolder', mailbox: 'alice@enyoi.example', serviceAccount: 'ENYOI\\svc' },
	);
	expect(error).toMatchObject({
		kind,
		name,
		details: { responseCode, operation: 'GetFolder', mailbox: 'alice@enyoi.example' },
	});
	expect(error.remedy).toBeTruthy();
	expect(error.remedyBy).toBeTruthy();
});

it('quotes names in commands so that PowerShell expands nothing', () => {
	const error = responseError(
		{ responseCode: 'ErrorImpersonateUserDenied' },
		{ mailbox: 'a@enyoi.example', serviceAccount: "o'neill$(calc)" },
	);
	expect(error.message).toBe("o'neill$(calc) may not act as a@enyoi.example");
	expect(error.command).toBe(
		"New-ManagementRoleAssignment -Role ApplicationImpersonation -User 'o''neill$(calc)'",
	);
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
		kind: 'throttled',
		details: { responseCode: 'ErrorServerBusy', backOffMs: 297749 },
	});
});
