import type { ExchangeErrorCode } from '../errors';
import type { ItemFailure } from './itemParts';

/**
 * The code of an ExchangeError for each ResponseCode of EWS: what a caller can do about it.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
 */
const codesByKind: ReadonlyArray<readonly [ExchangeErrorCode, string]> = [
	[
		'throttled',
		`
			ErrorExceededConnectionCount ErrorExceededSubscriptionCount ErrorServerBusy ErrorTooManyObjectsOpened
			ErrorExceededMessageLimit ErrorExceededMessageLimitShowTierUpgrade
		`,
	],
	[
		'temporarilyUnavailable',
		`
			ErrorADOperation ErrorADUnavailable ErrorServiceUnavailable ErrorBatchProcessingStopped
			ErrorClientDisconnected ErrorConnectionFailed ErrorInsufficientResources
			ErrorInternalServerTransientError ErrorLogonAsNetworkServiceFailed ErrorMailboxLogonFailed
			ErrorMailboxMoveInProgress ErrorMailboxStoreUnavailable
			ErrorNoPublicFolderReplicaAvailable ErrorNoPublicFolderServerAvailable
			ErrorNoRespondingCASInDestinationSite ErrorNotEnoughMemory
			ErrorProxiedSubscriptionCallFailure ErrorProxyCallFailed ErrorProxyRequestProcessingFailed
			ErrorProxyTokenExpired ErrorReadEventsFailed ErrorRequestAborted
			ErrorSearchFolderNotInitialized ErrorTimeoutExpired ErrorMailboxFailover
			ErrorMessageTrackingTransientError ErrorUMServerUnavailable
			ErrorLocationServicesRequestTimedOut ErrorInstantSearchTimeout ErrorProxySoapException
		`,
	],
	[
		'signIn',
		`
			ErrorAccountDisabled ErrorPasswordChangeRequired ErrorPasswordExpired ErrorAccountSuspend
			ErrorAccountSuspendShowTierUpgrade
		`,
	],
	[
		'impersonation',
		`
			ErrorAccessModeSpecified ErrorImpersonateUserDenied ErrorImpersonationDenied
			ErrorImpersonationFailed ErrorInvalidSid ErrorInvalidUserPrincipalName ErrorInvalidUserSid
			ErrorInvalidUserSidMissingUPN ErrorMoreThanOneAccessModeSpecified
			ErrorInvalidExchangeImpersonationHeaderData ErrorTokenSerializationDenied
			ErrorInvalidManagementRoleHeader
		`,
	],
	[
		'accessDenied',
		`
			ErrorAccessDenied ErrorCallerIsInvalidADAccount ErrorCreateItemAccessDenied
			ErrorCreateSubfolderAccessDenied ErrorDelegateNoUser ErrorExtensionsNotAuthorized
			ErrorGetServerSecurityDescriptorFailed ErrorInvalidAuthorizationContext
			ErrorInvalidClientSecurityContext ErrorInvalidCrossForestCredentials ErrorInvalidLogonType
			ErrorInvalidNetworkServiceContext ErrorInvalidProxySecurityContext
			ErrorInvalidSecurityDescriptor ErrorInvalidSerializedAccessToken ErrorNoFreeBusyAccess
			ErrorNotDelegate ErrorProxyGroupSidLimitExceeded ErrorProxyRequestNotAllowed
			ErrorSendAsDenied ErrorSubscriptionAccessDenied
			ErrorSubscriptionDelegateAccessNotSupported ErrorTeamMailboxNotAuthorizedOwner
			ErrorNotAllowedExternalSharingByPolicy ErrorUserNotAllowedByPolicy
			ErrorPermissionNotAllowedByPolicy ErrorOrganizationNotFederated
			ErrorInvalidClientAccessTokenRequest ErrorUnauthorizedClientAccessTokenRequest
			ErrorDiscoverySearchesDisabled ErrorOrganizationAccessBlocked ErrorInvalidLicense
			ErrorNoOAuthServerAvailableForRequest ErrorUnsupportedUserForExecuteSearch
			ErrorUnifiedGroupAadAuthorizationRequestDenied
			ErrorNoRbacPermissionToInstallMarketPlaceExtensions
			ErrorNoRbacPermissionToInstallReadWriteMailboxExtensions
			ErrorSubscriptionsDisabledForGroup
		`,
	],
	[
		'mailboxUnavailable',
		`
			ErrorAddressSpaceNotFound ErrorAutoDiscoverFailed ErrorArchiveMailboxNotEnabled
			ErrorArchiveMailboxServiceDiscoveryFailed ErrorCannotFindUser ErrorCrossSiteRequest
			ErrorDistinguishedUserNotSupported ErrorEmailAddressMismatch ErrorInvalidMailbox
			ErrorInvalidRecipients ErrorInvalidRoutingType ErrorInvalidSmtpAddress
			ErrorLocalServerObjectNotFound ErrorMailboxConfiguration ErrorMailRecipientNotFound
			ErrorMissingEmailAddress ErrorMultiLegacyMailboxAccess ErrorNameResolutionMultipleResults
			ErrorNameResolutionNoMailbox ErrorNoApplicableProxyCASServersAvailable
			ErrorNoDestinationCASDueToKerberosRequirements ErrorNoDestinationCASDueToSSLRequirements
			ErrorNoDestinationCASDueToVersionMismatch ErrorNonExistentMailbox
			ErrorNonPrimarySmtpAddress ErrorProxyServiceDiscoveryFailed
			ErrorPublicFolderMailboxDiscoveryFailed ErrorServiceDiscoveryFailed
			ErrorTeamMailboxNotFound ErrorUnifiedGroupMailboxNotFound
			ErrorUserWithoutFederatedProxyAddress ErrorDuplicateLegacyDistinguishedName
			ErrorRecipientNotFound ErrorMissingExchangePrincipal
		`,
	],
	[
		'notFound',
		`
			ErrorAvailabilityConfigNotFound ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange
			ErrorCalendarOccurrenceIsDeletedFromRecurrence ErrorCannotAccessDeletedPublicFolder
			ErrorCannotGetSourceFolderPath ErrorCannotGetExternalEcpUrl ErrorClientIntentNotFound
			ErrorDelegateMissingConfiguration ErrorDistributionListMemberNotExist ErrorEventNotFound
			ErrorExtensionNotFound ErrorFolderNotFound ErrorIPGatewayNotFound ErrorItemNotFound
			ErrorMailboxHoldNotFound ErrorManagedFolderNotFound ErrorManagedFoldersRootFailure
			ErrorNameResolutionNoResults ErrorNoCalendar ErrorParentFolderNotFound
			ErrorPublicFolderServerNotFound ErrorReadReceiptNotPending ErrorRecurrenceHasNoOccurrence
			ErrorSavedItemFolderNotFound ErrorSyncFolderNotFound ErrorToFolderNotFound
			ErrorUnifiedMessagingDialPlanNotFound ErrorUnifiedMessagingReportDataNotFound
			ErrorUnifiedMessagingPromptNotFound ErrorUnifiedMessagingServerNotFound
			ErrorMessageTrackingNoSuchDomain ErrorTargetDomainNotSupported
		`,
	],
	[
		'syncState',
		`
			ErrorExpiredSubscription ErrorInvalidPullSubscriptionId ErrorInvalidSubscription
			ErrorInvalidSyncStateData ErrorInvalidWatermark ErrorSubscriptionNotFound
			ErrorSubscriptionUnsubscribed ErrorNewEventStreamConnectionOpened
			ErrorMissedNotificationEvents ErrorInstantSearchSessionExpired
		`,
	],
	[
		'conflict',
		`
			ErrorCalendarMeetingRequestIsOutOfDate ErrorChangeKeyRequired
			ErrorChangeKeyRequiredForWriteOperations ErrorDelegateAlreadyExists ErrorFolderSave
			ErrorFolderExists ErrorImGroupDisplayNameAlreadyExists ErrorInvalidChangeKey
			ErrorInvalidPropertyUpdateSentMessage ErrorIrresolvableConflict ErrorItemSave
			ErrorManagedFolderAlreadyExists ErrorObjectTypeChanged ErrorSentMeetingRequestUpdate
			ErrorSentTaskRequestUpdate ErrorStaleObject ErrorUpdatePropertyMismatch
			ErrorOutlookRuleBlobExists ErrorUnifiedGroupAlreadyExists
			ErrorMarketPlaceExtensionAlreadyInstalledForOrg ErrorExtensionAlreadyInstalledForOrg
			ErrorNewerExtensionAlreadyInstalled ErrorNewerMarketPlaceExtensionAlreadyInstalled
		`,
	],
	[
		'limit',
		`
			ErrorAttachmentNestLevelLimitExceeded ErrorAttachmentSizeLimitExceeded
			ErrorCalendarDurationIsTooLong ErrorCalendarViewRangeTooBig ErrorDataSizeLimitExceeded
			ErrorExceededFindCountLimit ErrorFreeBusyDLLimitReached
			ErrorImContactLimitReached ErrorImGroupLimitReached ErrorIndividualMailboxLimitReached
			ErrorMailboxDataArrayTooBig ErrorMessageSizeExceeded ErrorOccurrenceTimeSpanTooBig
			ErrorQueryFilterTooLong ErrorQuotaExceeded ErrorRecurrenceEndDateTooBig
			ErrorRequestStreamTooBig ErrorRestrictionTooLong ErrorRestrictionTooComplex
			ErrorResultSetTooBig ErrorSubmissionQuotaExceeded ErrorTimeIntervalTooBig
			ErrorRulesOverQuota ErrorSearchQueryHasTooManyKeywords ErrorSearchTooManyMailboxes
			ErrorMessagePerFolderCountReceiveQuotaExceeded ErrorMessageSubmissionBlocked
			ErrorExceededMaxRecipientLimitBlock ErrorExceededMaxRecipientLimit ErrorMessageBlocked
			ErrorExceededMaxRecipientLimitShowTierUpgrade
		`,
	],
	[
		'schemaVersion',
		`
			ErrorIncorrectSchemaVersion ErrorInvalidSchemaVersionForMailboxVersion
			ErrorInvalidServerVersion ErrorWrongServerVersion ErrorWrongServerVersionDelegate
		`,
	],
	[
		'schemaValidation',
		`
			ErrorInvalidArgument ErrorInvalidRequest ErrorMissingArgument ErrorSchemaValidation
			ErrorDuplicateSOAPHeader
		`,
	],
	[
		'server',
		`
			ErrorAddDelegatesFailed ErrorADSessionFilter ErrorArchiveFolderPathCreation
			ErrorContentConversionFailed ErrorContentIndexingNotEnabled ErrorCorruptData
			ErrorCreateManagedFolderPartialCompletion ErrorDataSourceOperation
			ErrorDelegateValidationFailed ErrorDeleteItemsFailed
			ErrorDeleteUnifiedMessagingPromptFailed ErrorFolderCorrupt ErrorFolderPropertRequestFailed
			ErrorFolderSaveFailed ErrorFreeBusyGenerationFailed ErrorInternalServerError
			ErrorItemCorrupt ErrorItemPropertyRequestFailed ErrorMailTipsDisabled
			ErrorMeetingSuggestionGenerationFailed ErrorMimeContentConversionFailed
			ErrorMoveCopyFailed ErrorPhoneNumberNotDialable ErrorPropertyUpdate
			ErrorPromptPublishingOperationFailed ErrorPublicFolderOperationFailed
			ErrorPublicFolderRequestProcessingFailed ErrorPublicFolderSyncException
			ErrorRemoveDelegatesFailed ErrorResponseSchemaValidation
			ErrorTeamMailboxNotLinkedToSharePoint ErrorTeamMailboxUrlValidationFailed
			ErrorTeamMailboxActiveToPendingDelete ErrorTeamMailboxFailedSendingNotifications
			ErrorTeamMailboxErrorUnknown ErrorUnifiedGroupMailboxAADCreationFailed
			ErrorUnifiedGroupMailboxAADDeleteFailed ErrorUnifiedGroupMailboxNamingPolicy
			ErrorUnifiedGroupMailboxDeleteFailed ErrorUnifiedGroupMailboxUpdateDelayed
			ErrorUnifiedGroupMailboxUpdatedPartialProperties ErrorUnifiedGroupMailboxUpdateFailed
			ErrorUnifiedGroupMailboxProvisionFailed ErrorUnifiedMessagingRequestFailed
			ErrorUnableToGetUserOofSettings ErrorUnableToRemoveImContactFromGroup
			ErrorUpdateDelegatesFailed ErrorUserNotUnifiedMessagingEnabled
			ErrorVoiceMailNotImplemented ErrorVirusDetected ErrorVirusMessageDeleted
			ErrorWebRequestInInvalidState ErrorWin32InteropError ErrorWorkingHoursSaveFailed
			ErrorWorkingHoursXmlMalformed ErrorSharingSynchronizationFailed
			ErrorSharingNoExternalEwsAvailable ErrorMessageTrackingPermanentError
			ErrorApplyConversationActionFailed ErrorInboxRulesValidationError ErrorNoSpeechDetected
			ErrorRecognizerNotInstalled ErrorSpeechGrammarError ErrorLocationServicesDisabled
			ErrorLocationServicesRequestFailed ErrorWeatherServiceDisabled
			ErrorArchiveMailboxSearchFailed ErrorGetRemoteArchiveFolderFailed
			ErrorFindRemoteArchiveFolderFailed ErrorGetRemoteArchiveItemFailed
			ErrorExportRemoteArchiveItemsFailed ErrorInstantSearchFailed
			ErrorUnexpectedUnifiedGroupsCount ErrorParsingXMLResponse
			ErrorNoSenderRestrictionsSettingsFoundInRequest ErrorSenderRestrictionsUpdateFailed
			ErrorUnifiedGroupCreationDisabled ErrorCannotDownloadExtensionManifest
			ErrorUnifiedGroupAliasNamingPolicy
		`,
	],
	[
		'input',
		`
			ErrorAffectedTaskOccurrencesRequired ErrorCalendarCannotMoveOrCopyOccurrence
			ErrorCalendarCannotUpdateDeletedItem ErrorCalendarCannotUseIdForOccurrenceId
			ErrorCalendarCannotUseIdForRecurringMasterId ErrorCalendarEndDateIsEarlierThanStartDate
			ErrorCalendarFolderIsInvalidForCalendarView ErrorCalendarInvalidAttributeValue
			ErrorCalendarInvalidDayForTimeChangePattern ErrorCalendarInvalidDayForWeeklyRecurrence
			ErrorCalendarInvalidPropertyState ErrorCalendarInvalidPropertyValue
			ErrorCalendarInvalidRecurrence ErrorCalendarInvalidTimeZone
			ErrorCalendarIsCancelledForAccept ErrorCalendarIsCancelledForDecline
			ErrorCalendarIsCancelledForRemove ErrorCalendarIsCancelledForTentative
			ErrorCalendarIsDelegatedForAccept ErrorCalendarIsDelegatedForDecline
			ErrorCalendarIsDelegatedForRemove ErrorCalendarIsDelegatedForTentative
			ErrorCalendarIsNotOrganizer ErrorCalendarIsOrganizerForAccept
			ErrorCalendarIsOrganizerForDecline ErrorCalendarIsOrganizerForRemove
			ErrorCalendarIsOrganizerForTentative ErrorCalendarOutOfRange
			ErrorCannotArchiveCalendarContactTaskFolderException
			ErrorCannotArchiveItemsInPublicFolders ErrorCannotArchiveItemsInArchiveMailbox
			ErrorCannotCreateCalendarItemInNonCalendarFolder
			ErrorCannotCreateContactInNonContactFolder ErrorCannotCreatePostItemInNonMailFolder
			ErrorCannotCreateTaskInNonTaskFolder ErrorCannotDeleteObject
			ErrorCannotDisableMandatoryExtension ErrorCannotOpenFileAttachment
			ErrorCannotDeleteTaskOccurrence ErrorCannotEmptyFolder
			ErrorCannotSetCalendarPermissionOnNonCalendarFolder
			ErrorCannotSetNonCalendarPermissionOnCalendarFolder ErrorCannotSetPermissionUnknownEntries
			ErrorCannotSpecifySearchFolderAsSourceFolder ErrorCannotUseFolderIdForItemId
			ErrorCannotUseItemIdForFolderId ErrorClientIntentInvalidStateDefinition
			ErrorContainsFilterWrongType ErrorCrossMailboxMoveCopy ErrorDelegateCannotAddOwner
			ErrorDeleteDistinguishedFolder ErrorDuplicateInputFolderNames
			ErrorDuplicateUserIdsSpecified ErrorFolderSavePropertyError
			ErrorIncorrectUpdatePropertyCount ErrorInvalidAccessLevel ErrorInvalidAttachmentId
			ErrorInvalidAttachmentSubfilter ErrorInvalidAttachmentSubfilterTextFilter
			ErrorInvalidCompleteDate ErrorInvalidContactEmailAddress ErrorInvalidContactEmailIndex
			ErrorInvalidDelegatePermission ErrorInvalidDelegateUserId ErrorInvalidExcludesRestriction
			ErrorInvalidExpressionTypeForSubFilter ErrorInvalidExtendedProperty
			ErrorInvalidExtendedPropertyValue ErrorInvalidFolderId ErrorInvalidFolderTypeForOperation
			ErrorInvalidFractionalPagingParameters ErrorInvalidFreeBusyViewType ErrorInvalidId
			ErrorInvalidIdEmpty ErrorInvalidIdMalformed ErrorInvalidIdMalformedEwsLegacyIdFormat
			ErrorInvalidIdMonikerTooLong ErrorInvalidIdNotAnItemAttachmentId
			ErrorInvalidIdReturnedByResolveNames ErrorInvalidIdStoreObjectIdTooLong
			ErrorInvalidIdTooManyAttachmentLevels ErrorInvalidIdXml ErrorInvalidImContactId
			ErrorInvalidImDistributionGroupSmtpAddress ErrorInvalidImGroupId
			ErrorInvalidIndexedPagingParameters ErrorInvalidInternetHeaderChildNodes
			ErrorInvalidItemForOperationArchiveItem ErrorInvalidItemForOperationCreateItemAttachment
			ErrorInvalidItemForOperationCreateItem ErrorInvalidItemForOperationAcceptItem
			ErrorInvalidItemForOperationDeclineItem ErrorInvalidItemForOperationCancelItem
			ErrorInvalidItemForOperationExpandDL ErrorInvalidItemForOperationRemoveItem
			ErrorInvalidItemForOperationSendItem ErrorInvalidItemForOperationTentative
			ErrorInvalidLikeRequest ErrorInvalidManagedFolderProperty ErrorInvalidManagedFolderQuota
			ErrorInvalidManagedFolderSize ErrorInvalidMergedFreeBusyInterval
			ErrorInvalidNameForNameResolution ErrorInvalidOperation ErrorInvalidOofParameter
			ErrorInvalidPagingMaxRows ErrorInvalidParentFolder ErrorInvalidPercentCompleteValue
			ErrorInvalidPermissionSettings ErrorInvalidPhoneCallId ErrorInvalidPhoneNumber
			ErrorInvalidUserInfo ErrorInvalidPropertyAppend ErrorInvalidPropertyDelete
			ErrorInvalidPropertyForExists ErrorInvalidPropertyForOperation ErrorInvalidPropertyRequest
			ErrorInvalidPropertySet ErrorInvalidPushSubscriptionUrl ErrorInvalidRecipientSubfilter
			ErrorInvalidRecipientSubfilterComparison ErrorInvalidRecipientSubfilterOrder
			ErrorInvalidRecipientSubfilterTextFilter ErrorInvalidReferenceItem ErrorInvalidRestriction
			ErrorInvalidRetentionTagTypeMismatch ErrorInvalidRetentionTagInvisible
			ErrorInvalidRetentionTagInheritance ErrorInvalidRetentionTagIdGuid
			ErrorInvalidScheduledOofDuration ErrorInvalidSendItemSaveSettings ErrorInvalidSIPUri
			ErrorInvalidSubfilterType ErrorInvalidSubfilterTypeNotAttendeeType
			ErrorInvalidSubfilterTypeNotRecipientType ErrorInvalidSubscriptionRequest
			ErrorInvalidTimeInterval ErrorInvalidUserOofSettings ErrorInvalidValueForProperty
			ErrorItemSavePropertyError ErrorLegacyMailboxFreeBusyViewTypeNotMerged
			ErrorMailboxDataArrayEmpty ErrorMessageDispositionRequired ErrorMimeContentInvalid
			ErrorMimeContentInvalidBase64String ErrorMissingEmailAddressForManagedFolder
			ErrorMissingInformationEmailAddress ErrorMissingInformationReferenceItemId
			ErrorMissingItemForCreateItemAttachment ErrorMissingManagedFolderId ErrorMissingRecipients
			ErrorMissingUserIdInformation ErrorMoveDistinguishedFolder ErrorNoFolderClassOverride
			ErrorNoPropertyTagForCustomProperties ErrorOccurrenceCrossingBoundary
			ErrorOperationNotAllowedWithPublicFolderRoot ErrorParentFolderIdRequired
			ErrorPropertyValidationFailure ErrorRequiredPropertyMissing
			ErrorResolveNamesInvalidFolderType ErrorResolveNamesOnlyOneContactsFolderAllowed
			ErrorSendMeetingCancellationsRequired ErrorSendMeetingInvitationsOrCancellationsRequired
			ErrorSendMeetingInvitationsRequired ErrorTimeZone ErrorUnsupportedSubFilter
			ErrorUnsupportedCulture ErrorUnsupportedMapiPropertyType ErrorUnsupportedMimeConversion
			ErrorUnsupportedPathForQuery ErrorUnsupportedPathForSortGroup
			ErrorUnsupportedPropertyDefinition ErrorUnsupportedQueryFilter ErrorUnsupportedRecurrence
			ErrorUnsupportedTypeForConversion ErrorValueOutOfRange
			ErrorMissingInformationSharingFolderId ErrorInvalidGetSharingFolderRequest
			ErrorInvalidExternalSharingInitiator ErrorInvalidOrganizationRelationshipForFreeBusy
			ErrorInvalidFederatedOrganizationId ErrorInvalidExternalSharingSubscriber
			ErrorInvalidSharingData ErrorInvalidSharingMessage ErrorNotSupportedSharingMessage
			ErrorLocationServicesInvalidRequest ErrorMailboxScopeNotAllowedWithoutQueryString
			ErrorInvalidPhotoSize ErrorInvalidRetentionTagNone
			ErrorCalendarSeekToConditionNotSupported ErrorCalendarIsGroupMailboxForAccept
			ErrorCalendarIsGroupMailboxForDecline ErrorCalendarIsGroupMailboxForTentative
			ErrorCalendarIsGroupMailboxForSuppressReadReceipt ErrorInvalidBulkActionType
			ErrorInvalidKeepNCount ErrorInvalidKeepNType ErrorDuplicateExtendedKeywordDefinition
			ErrorInvalidFederationOrganizationIdentifier ErrorInvalidSweepRule
			ErrorInvalidSweepRuleOperationType ErrorInvalidInternetWebProxyOnLocalServer
			ErrorDuplicateSenderRestrictionsInputFound ErrorInvalidLongitude ErrorInvalidLatitude
			ErrorInvalidExtensionId ErrorCannotUninstallProvidedExtensions
			ErrorInvalidReportMessageActionType ErrorCalendarForwardActionNotAllowed
		`,
	],
];

const kinds: ReadonlyMap<string, ExchangeErrorCode> = new Map(
	codesByKind.flatMap(([kind, codes]) =>
		codes
			.trim()
			.split(/\s+/)
			.map((code): [string, ExchangeErrorCode] => [code, kind]),
	),
);

/** Every code that has a kind. `NoError` has none. */
export const knownResponseCodes: readonly string[] = [...kinds.keys()];

/** True for a code that stands in Microsoft's schemas: no reflection of what was sent. */
export function isKnownResponseCode(code: string): boolean {
	return code === 'NoError' || kinds.has(code);
}

/** The kind of a ResponseCode; `server` for one that no schema of ours knows. */
export function responseCodeKind(responseCode: string): ExchangeErrorCode {
	return kinds.get(responseCode) ?? 'server';
}

/**
 * The code that says why: of a generic ErrorInternalServerError the inner one, which Exchange puts
 * into MessageXml, such as ErrorServerBusy.
 */
export function decisiveCode({ responseCode, messageXml }: ItemFailure): string {
	const inner = messageXml?.InnerErrorResponseCode;
	const generic = /^Error(InternalServer(Transient)?Error|ProxyRequestProcessingFailed)$/;
	if (inner !== undefined && inner !== 'NoError' && generic.test(responseCode)) return inner;
	return responseCode;
}

/** The code of the ExchangeError for a failure, its inner code considered. */
export function failureKind(failure: ItemFailure): ExchangeErrorCode {
	return responseCodeKind(decisiveCode(failure));
}

/** True when the object is not there any more: deleted, moved away, or its id stands for nothing. */
export function isGone(failure: ItemFailure): boolean {
	return goneCodes.test(decisiveCode(failure));
}

/** True when an occurrence does not take place any more; an index that the series lacks is a failure. */
export function isOccurrenceDeleted({ responseCode }: ItemFailure): boolean {
	return /^Error(CalendarOccurrenceIsDeletedFromRecurrence|ItemNotFound)$/.test(responseCode);
}

/** True when the object was changed, moved or deleted since it was read. */
export function isStale(failure: ItemFailure): boolean {
	return staleCodes.test(decisiveCode(failure));
}

/** True when a user configuration with that name does not exist. */
export function isMissingConfiguration({ responseCode }: { responseCode?: string }): boolean {
	return responseCode === 'ErrorItemNotFound' || responseCode === 'ErrorUserConfigurationNotFound';
}

/** True when the server gave a request up in its middle: less at a time may do. */
export function isTooMuch(responseCode: string): boolean {
	return tooMuchCodes.test(responseCode);
}

/** True when the server says that it can not do it now, and may later. */
export function isBusy(failure: ItemFailure): boolean {
	const kind = failureKind(failure);
	return kind === 'throttled' || kind === 'temporarilyUnavailable';
}

const tooMuchCodes =
	/^Error(TimeoutExpired|BatchProcessingStopped|InternalServerTransientError|RequestAborted|NotEnoughMemory)$/;
const goneCodes = /^Error(ItemNotFound|InvalidId.*|ObjectTypeChanged|CalendarOccurrence.*)$/;
const staleCodes =
	/^Error(IrresolvableConflict|StaleObject|ItemNotFound|ChangeKeyRequired.*|InvalidChangeKey|ObjectTypeChanged)$/;
