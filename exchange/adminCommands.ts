import { Blank, inOrder, orBlank, powershell, type CommandLine } from './powershell';
import { shell } from './shell';
import { serverName, type Origin } from './transport/origin';

/** Lines that several errors and checks give to administrators. */

/** Stands in messages for the account where a token does not name it. */
export const unnamedAccount = 'the service account';

/** Shows whether the account is enabled, locked or expired. */
export function accountState(user: string): CommandLine {
	const name = ldapValue(user.replace(/^.*\\/s, '').replace(/@.*$/s, ''));
	const byName = `(sAMAccountName=${name})`;
	const isPrincipalName = !user.includes('\\') && user.includes('@');
	const filter = isPrincipalName
		? `(|(userPrincipalName=${ldapValue(user)})${byName})`
		: isNamed(user)
			? byName
			: new Blank('filter');
	return powershell`Get-ADUser -LDAPFilter ${filter} -Properties LockedOut,PasswordExpired | Format-List UserPrincipalName,Enabled,LockedOut,PasswordExpired`;
}

/** Lets the account act as the members of one group, and as nobody else. */
export function grantImpersonation(account: string): CommandLine {
	return powershell`$group = Get-DistributionGroup ${new Blank('group of the mailboxes')}; New-ManagementScope -Name "n8n calendars" -RecipientRestrictionFilter "MemberOfGroup -eq '$($group.DistinguishedName)'"; New-ManagementRoleAssignment -Name "n8n impersonation" -Role ApplicationImpersonation -User ${accountOrBlank(account)} -CustomRecipientWriteScope "n8n calendars"`;
}

/** Names the calendar `$calendar`: the folder goes by its name, which is in the language of its owner. */
function findCalendar(mailbox: string): CommandLine {
	return powershell`$calendar = ${`${mailbox}:\\`} + (Get-MailboxFolderStatistics ${mailbox} -FolderScope Calendar | Where-Object {$_.FolderType -eq "Calendar"}).Name`;
}

/** Rights on a folder that hold nothing that Editor lacks. */
const lessThanEditor =
	'None|AvailabilityOnly|LimitedDetails|Reviewer|Contributor|NonEditingAuthor|Author';

/**
 * Gives the account the right to write to the mailbox's calendar. Who has a lesser right already has it raised;
 * any other one is shown, and stays as it is.
 * @see https://learn.microsoft.com/powershell/module/exchangepowershell/set-mailboxfolderpermission
 */
export function grantCalendar(mailbox: string, account: string): CommandLine {
	const user = accountOrBlank(account);
	const grant = powershell`$held = Get-MailboxFolderPermission $calendar -User ${user} -ErrorAction SilentlyContinue; if (!$held) {Add-MailboxFolderPermission $calendar -User ${user} -AccessRights Editor} elseif ("$($held.AccessRights)" -match ${`^(${lessThanEditor})$`}) {Set-MailboxFolderPermission $calendar -User ${user} -AccessRights Editor} else {$held | Format-List User,AccessRights}`;
	return inOrder(findCalendar(mailbox), grant);
}

/** Gives the account the right to see when the mailbox is free, and no more. A right it has is not touched. */
export function grantFreeBusy(mailbox: string, account: string = unnamedAccount): CommandLine {
	const grant = powershell`Add-MailboxFolderPermission $calendar -User ${accountOrBlank(account)} -AccessRights AvailabilityOnly`;
	return inOrder(findCalendar(mailbox), grant);
}

/** Gives the account a mailbox of its own. */
export function enableMailbox(account: string): CommandLine {
	return powershell`Enable-Mailbox -Identity ${accountOrBlank(account)}`;
}

/** Shows what the address belongs to. */
export function showRecipient(mailbox: string): CommandLine {
	return powershell`Get-Recipient ${mailbox} | Format-List RecipientTypeDetails,PrimarySmtpAddress,Database`;
}

/** Shows how much is in the mailbox, and how much may be. */
export function showMailboxSize(mailbox: string): CommandLine {
	const name = accountOrBlank(mailbox);
	return powershell`Get-MailboxStatistics ${name} | Format-List TotalItemSize,TotalDeletedItemSize,StorageLimitStatus; Get-Mailbox ${name} | Format-List UseDatabaseQuotaDefaults,ProhibitSendReceiveQuota`;
}

/**
 * Has folders and their views checked, and mended.
 * @see https://learn.microsoft.com/powershell/module/exchange/new-mailboxrepairrequest
 */
export function repairFolders(mailbox: string | undefined): CommandLine {
	return powershell`New-MailboxRepairRequest -Mailbox ${orBlank(mailbox, 'the mailbox')} -CorruptionType FolderView,AggregateCounts`;
}

export function setTimeZone(mailbox: string): CommandLine {
	return powershell`Set-MailboxRegionalConfiguration ${mailbox} -TimeZone "W. Europe Standard Time"`;
}

/**
 * Gives the account a throttling policy of its own, with more than the defaults: 10 requests at a time
 * in Exchange 2010 and 27 later. For the budget each of the two has parameters that the other refuses.
 * @param majorVersion of the server; without it only the number of requests is raised
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
 */
export function setThrottlingPolicy(account: string, majorVersion?: number): CommandLine {
	const name = accountOrBlank(account);
	if (majorVersion === undefined) {
		return powershell`New-ThrottlingPolicy -Name n8n -EwsMaxConcurrency 50; Set-ThrottlingPolicyAssociation ${name} -ThrottlingPolicy n8n`;
	}
	if (majorVersion < 15) {
		return powershell`New-ThrottlingPolicy -Name n8n -EwsMaxConcurrency 50 -EwsPercentTimeInAD $null -EwsPercentTimeInCAS $null -EwsPercentTimeInMailboxRPC $null; Set-ThrottlingPolicyAssociation ${name} -ThrottlingPolicy n8n`;
	}
	return powershell`New-ThrottlingPolicy -Name n8n -EwsMaxConcurrency 50 -EwsCutoffBalance Unlimited; Set-ThrottlingPolicyAssociation ${name} -ThrottlingPolicy n8n`;
}

export function showServerHealth(): CommandLine {
	return powershell`Get-ServerHealth -Identity ${new Blank('server')} | Where-Object AlertValue -ne Healthy`;
}

export function testPort({ host, port }: Pick<Origin, 'host' | 'port'>): CommandLine {
	return powershell`Test-NetConnection ${host} -Port ${port}`;
}

/** Shows every certificate that the server sends. */
export function showCertificates(origin: Pick<Origin, 'host' | 'port'>): CommandLine | undefined {
	return shell`openssl s_client -connect ${serverName(origin)} -showcerts`;
}

/** Shows whether EWS is open to the account, and to which programs, and opens it. */
export function allowEws(account: string): CommandLine {
	return powershell`Get-OrganizationConfig | Format-List Ews*; Get-CASMailbox ${accountOrBlank(account)} | Format-List Ews*; Set-CASMailbox ${accountOrBlank(account)} -EwsEnabled $true`;
}

/**
 * Shows whether EWS is open, and to which programs. Nothing is changed: what a list does depends on the policy.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-control-access-to-ews-in-exchange
 */
export function showEwsPolicy(): CommandLine {
	return powershell`Get-OrganizationConfig | Format-List Ews*`;
}

/** What the front end got from the servers behind it, at the front end. */
export function showFrontEndLog(): CommandLine {
	return powershell`Get-ChildItem "$env:ExchangeInstallPath\Logging\HttpProxy\Ews" | Sort-Object LastWriteTime | Select-Object -Last 1 | Get-Content -Tail 20`;
}

export function showEwsUrls(): CommandLine {
	return powershell`Get-WebServicesVirtualDirectory | Format-List Server,InternalUrl,ExternalUrl`;
}

export function showEwsSignIn(): CommandLine {
	return powershell`Get-WebServicesVirtualDirectory | Format-List Server,*Authentication*`;
}

export function allowNtlm(): CommandLine {
	return powershell`Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -WindowsAuthentication $true`;
}

/** The cipher suites of a server, at which it has to be run. */
export function showCipherSuites(): CommandLine {
	return powershell`Get-TlsCipherSuite | Format-Table Name`;
}

/**
 * At the server; Windows has to be started anew then. By default the key is not there, and Windows Server 2008 R2
 * wants both values.
 * @see https://learn.microsoft.com/windows-server/security/tls/tls-registry-settings
 */
export function switchTls12On(): CommandLine {
	return powershell`$key = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server'; if (-not (Test-Path $key)) {New-Item $key -Force}; New-ItemProperty $key -Name Enabled -Value 1 -PropertyType DWord -Force; New-ItemProperty $key -Name DisabledByDefault -Value 0 -PropertyType DWord -Force`;
}

function accountOrBlank(account: string): string | Blank {
	return orBlank(isNamed(account) ? account : undefined, 'service account');
}

function isNamed(account: string): boolean {
	return account !== '' && account !== unnamedAccount;
}

/** @see https://www.rfc-editor.org/rfc/rfc4515#section-3 */
function ldapValue(text: string): string {
	return text.replace(
		/[\0()*\\]/g,
		(character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
}
