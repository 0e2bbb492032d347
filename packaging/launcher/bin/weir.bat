@echo off
rem Starts Weir with the first Java of version 25 or later that it finds: WEIR_JAVA_HOME, the runtime
rem beside this program, JAVA_HOME, the PATH, then the places where installers put their JDKs.
setlocal
for %%I in ("%~dp0..") do set "WEIR_PROGRAM=%%~fI"
set "FOUND="

if not defined WEIR_JAVA_HOME goto look
call :consider "%WEIR_JAVA_HOME%"
if defined FOUND goto start
echo weir: WEIR_JAVA_HOME names %WEIR_JAVA_HOME%, which is no Java 25 or later: correct it, or unset it to let Weir look by itself. 1>&2
exit /b 2

:look
call :consider "%WEIR_PROGRAM%\runtime"
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :consider "%%~dpJ.."
for %%P in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%USERPROFILE%\.jdks") do (
  if exist "%%~P" for /d %%J in ("%%~P\*") do call :consider "%%~J"
)
if defined FOUND goto start
echo weir: no Java 25 was found: install a JDK 25 (for example from https://adoptium.net) and set JAVA_HOME to its folder. 1>&2
exit /b 2

:start
"%FOUND%\bin\java.exe" "@%WEIR_PROGRAM%\conf\jvm.options" %WEIR_JAVA_OPTIONS% "-Dweir.home=%WEIR_PROGRAM%" --module-path "%WEIR_PROGRAM%\lib\javafx" --add-modules javafx.controls,javafx.swing -cp "%WEIR_PROGRAM%\lib\*" dev.weir.app.Weir %*
exit /b %ERRORLEVEL%

:consider
if defined FOUND exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "delims=.-+" %%F in ("%%~V") do if %%F geq 25 set "FOUND=%~f1"
)
exit /b 0
